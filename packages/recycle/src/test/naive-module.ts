import type { RecycleConfig } from '../recycle-config.ts';

type Row = Float64Array;
type Tensors = ReadonlyMap<string, Float32Array>;

/** What a row of the naive module reads: tapped states, or the state that the row before it fed back. */
export interface NaiveInput {
  readonly taps: readonly Float32Array[] | undefined;
  /** The token after the row's position. */
  readonly token: number;
}

/** What the naive module says of its last row. */
export interface NaiveOutput {
  /** `[draftVocab]`. */
  readonly logits: Row;
  /** `[hidden]`. */
  readonly state: Row;
}

function linear(x: Row, tensors: Tensors, name: string): Row {
  const matrix = tensors.get(name) as Float32Array;
  return Float64Array.from({ length: matrix.length / x.length }, (_, o) =>
    x.reduce((sum, value, i) => sum + value * (matrix[o * x.length + i] as number), 0),
  );
}

const joined = (...rows: readonly Row[]): Row => Float64Array.from(rows.flatMap((row) => [...row]));
const add = (a: Row, b: Row): Row => a.map((value, i) => value + (b[i] as number));

/** A module in plain loops and double precision over one sequence, one row after another: no graph, no cache. */
export class NaiveModule {
  readonly #config: RecycleConfig;
  readonly #tensors: Tensors;
  readonly #keys: Row[][];
  readonly #values: Row[][];
  #state: Row = new Float64Array(0);

  constructor(config: RecycleConfig, tensors: Tensors) {
    this.#config = config;
    this.#tensors = tensors;
    this.#keys = Array.from({ length: config.layers }, () => []);
    this.#values = Array.from({ length: config.layers }, () => []);
  }

  /** Takes in the next row. */
  next({ taps, token }: NaiveInput): NaiveOutput {
    const { entry, layers, hidden, head, feedback } = this.#config;
    const state = taps === undefined ? this.#state : this.#fused(taps.map((tap) => Float64Array.from(tap)));
    const table = this.#tensors.get('model.embed_tokens.weight') as Float32Array;
    const embedded = Float64Array.from(table.subarray(token * hidden, (token + 1) * hidden));
    const isPaired = entry === 'paired';
    let x = isPaired ? state : linear(joined(state, embedded), this.#tensors, 'recycle.entry.weight');
    for (let layer = 0; layer < layers; layer += 1) {
      const given =
        isPaired && layer === 0
          ? joined(this.#norm(embedded, 'recycle.embed_norm'), this.#norm(state, 'recycle.state_norm'))
          : this.#norm(x, `recycle.layers.${layer}.input_layernorm`);
      x = this.#layer(layer, x, given);
    }
    const normed = this.#norm(x, 'recycle.norm');
    this.#state = feedback === 'normed' ? normed : x;
    const headName = head === 'shared' ? 'model.embed_tokens.weight' : 'recycle.head.weight';
    return { logits: linear(normed, this.#tensors, headName), state: this.#state };
  }

  #fused(taps: readonly Row[]): Row {
    if (this.#config.fusion === 'none') return taps[0] as Row;
    const normed = taps.map((tap, i) => this.#norm(tap, `recycle.fuse_norms.${i}`));
    return linear(joined(...normed), this.#tensors, 'recycle.fuse.weight');
  }

  #norm(x: Row, name: string): Row {
    const weight = this.#tensors.get(`${name}.weight`) as Float32Array;
    const mean = x.reduce((sum, value) => sum + value * value, 0) / x.length;
    return x.map((value, i) => (value / Math.sqrt(mean + this.#config.normEpsilon)) * (weight[i] as number));
  }

  #layer(layer: number, x: Row, given: Row): Row {
    const name = (part: string): string => `recycle.layers.${layer}.${part}.weight`;
    const between = add(x, linear(this.#attend(layer, given), this.#tensors, name('self_attn.o_proj')));
    const normed = this.#norm(between, `recycle.layers.${layer}.post_attention_layernorm`);
    const gate = linear(normed, this.#tensors, name('mlp.gate_proj'));
    const up = linear(normed, this.#tensors, name('mlp.up_proj'));
    const activated = gate.map((value, i) => (value / (1 + Math.exp(-value))) * (up[i] as number));
    return add(between, linear(activated, this.#tensors, name('mlp.down_proj')));
  }

  #attend(layer: number, given: Row): Row {
    const { heads, kvHeads, headDim } = this.#config;
    const keys = this.#keys[layer] as Row[];
    const values = this.#values[layer] as Row[];
    const position = keys.length;
    const project = (part: string): Row =>
      linear(given, this.#tensors, `recycle.layers.${layer}.self_attn.${part}_proj.weight`);
    keys.push(this.#rotated(project('k'), position));
    values.push(project('v'));
    const query = this.#rotated(project('q'), position);
    const mixed = new Float64Array(heads * headDim);
    for (let head = 0; head < heads; head += 1) {
      const at = Math.floor(head / (heads / kvHeads)) * headDim;
      const scores = keys.map((key) => {
        let sum = 0;
        for (let i = 0; i < headDim; i += 1) sum += (query[head * headDim + i] as number) * (key[at + i] as number);
        return Math.exp(sum / Math.sqrt(headDim));
      });
      const total = scores.reduce((sum, score) => sum + score, 0);
      for (let i = 0; i < headDim; i += 1)
        mixed[head * headDim + i] = scores.reduce(
          (sum, s, row) => sum + (s / total) * (values[row]?.[at + i] as number),
          0,
        );
    }
    return mixed;
  }

  /** Rotates halves of each head by the position. */
  #rotated(x: Row, position: number): Row {
    const { headDim, rope } = this.#config;
    const half = rope.rotaryDim / 2;
    return x.map((value, i) => {
      const inHead = i % headDim;
      if (inHead >= rope.rotaryDim) return value;
      const angle = position * rope.base ** (-(inHead % half) / half);
      const partner = x[inHead < half ? i + half : i - half] as number;
      return value * Math.cos(angle) + (inHead < half ? -1 : 1) * partner * Math.sin(angle);
    });
  }
}
