import { type OwnRows, type SequenceShape, sequenceAttention } from '@recyclegpt/nn';
import { constant, int64s, ops, type Value } from '@recyclegpt/tensor';
import { type RecycleConfig, recycleTensors } from '../recycle-config.ts';

/** Inputs of the rows of a batch of sequences, `rows = batch · seq`. */
export interface ModuleRows {
  /** `[rows, hidden]` float32: embeddings of each row's next token. */
  readonly embeddings: Value;
  /** float32 `[rows, rotaryDim / 2]`. */
  readonly cos: Value;
  readonly sin: Value;
  /** By step: `[batch, 1, seq, seq]`, 0 where a row sees another's true row, a large negative number elsewhere. */
  readonly masks: readonly Value[];
  /** Rows whose predictions count; without it all of them, and `answers` is `rows`. */
  readonly counted?: CountedRows;
}

/** Some rows of a batch. */
export interface CountedRows {
  /** int64 `[answers]`: which rows. */
  readonly answers: Value;
  /** int64 `[rows]`: each row's place among them, `answers` where it is none. */
  readonly places: Value;
}

/** What a step computes for the rows that count. */
export interface ModuleStep {
  /** `[answers, hidden]`: after the final norm, what the head takes. */
  readonly normed: Value;
  /** `[answers, hidden]`: what the next step is fed. */
  readonly state: Value;
}

export interface ModuleNetworkOptions {
  readonly config: RecycleConfig;
  readonly rows: ModuleRows;
  readonly shape: SequenceShape;
  /** A tensor by its name in `recycleTensors`. */
  readonly weight: (name: string) => Value;
}

/** Keys and values of the steps so far, of one layer. */
interface LayerRows {
  readonly key: Value;
  readonly value: Value;
}

/**
 * The module over whole sequences, step by step as it will draft (training-time test, EAGLE-3, arXiv 2503.01840,
 * section 3.2): the first step reads the base's states, later ones what the step before made of the row before. A
 * later step sees true rows up to where its draft began, and the rows of its own draft.
 */
export class ModuleNetwork {
  readonly #config: RecycleConfig;
  readonly #rows: ModuleRows;
  readonly #shape: SequenceShape;
  readonly #weight: (name: string) => Value;
  /** By layer, then by step. */
  readonly #cached: LayerRows[][];

  constructor({ config, rows, shape, weight }: ModuleNetworkOptions) {
    this.#config = config;
    this.#rows = rows;
    this.#shape = shape;
    this.#weight = weight;
    this.#cached = Array.from({ length: config.layers }, () => []);
  }

  /** The base's tapped states, `[rows, hidden]` each, as the state that enters the module. */
  fuse(states: readonly Value[]): Value {
    const { fusion, normEpsilon } = this.#config;
    if (fusion === 'none') return states[0] as Value;
    const normed = states.map((state, tap) =>
      ops.rmsNorm(state, this.#weight(recycleTensors.fuseNorm(tap)), normEpsilon),
    );
    return this.#linear(normed.length === 1 ? (normed[0] as Value) : ops.concat(normed, 1), recycleTensors.fuse);
  }

  /** One step of all rows from their states, `[rows, hidden]`. */
  step(state: Value): ModuleStep {
    const { entry, layers, feedback, normEpsilon } = this.#config;
    let sum =
      entry === 'paired' ? state : this.#linear(ops.concat([state, this.#rows.embeddings], 1), recycleTensors.entry);
    for (let layer = 0; layer < layers; layer += 1) {
      const isLast = layer === layers - 1;
      sum = this.#layer(sum, layer, isLast);
    }
    const normed = ops.rmsNorm(sum, this.#weight(recycleTensors.norm), normEpsilon);
    return { normed, state: feedback === 'normed' ? normed : sum };
  }

  /** States of the answers as states of the rows after them: zeros where there is none. */
  next(state: Value): Value {
    const { hidden } = this.#config;
    const { counted } = this.#rows;
    if (counted === undefined) return shiftRows(state, 1);
    const zeros = constant({ dtype: 'float32', shape: [1, hidden], data: new Float32Array(hidden) });
    return shiftRows(ops.gather(ops.concat([state, zeros], 0), counted.places), 1);
  }

  /** Draft logits of answers, `[answers, draftVocab]`, by a head `[draftVocab, hidden]`. */
  logits(normed: Value, head: Value): Value {
    return ops.gemm(normed, head, undefined, { transB: 1 });
  }

  /** A layer; the last one goes on with the rows that count only. */
  #layer(sum: Value, layer: number, isLast: boolean): Value {
    const { normEpsilon } = this.#config;
    const of = (name: string): Value => this.#weight(recycleTensors.layer(layer, name));
    const mixed = this.#attention(this.#attentionInput(sum, layer), layer);
    const { counted: some } = this.#rows;
    const counted = (x: Value): Value => (isLast && some !== undefined ? ops.gather(x, some.answers) : x);
    const attended = this.#linear(counted(mixed), recycleTensors.layer(layer, 'self_attn.o_proj'));
    const between = ops.add(counted(sum), attended);
    const normed = ops.rmsNorm(between, of('post_attention_layernorm'), normEpsilon);
    const gate = this.#linear(normed, recycleTensors.layer(layer, 'mlp.gate_proj'));
    const up = this.#linear(normed, recycleTensors.layer(layer, 'mlp.up_proj'));
    const product = ops.multiply(ops.silu(gate), up);
    return ops.add(between, this.#linear(product, recycleTensors.layer(layer, 'mlp.down_proj')));
  }

  #attentionInput(sum: Value, layer: number): Value {
    const { entry, normEpsilon } = this.#config;
    if (layer > 0 || entry === 'joined')
      return ops.rmsNorm(sum, this.#weight(recycleTensors.layer(layer, 'input_layernorm')), normEpsilon);
    const embedding = ops.rmsNorm(this.#rows.embeddings, this.#weight(recycleTensors.embedNorm), normEpsilon);
    return ops.concat([embedding, ops.rmsNorm(sum, this.#weight(recycleTensors.stateNorm), normEpsilon)], 1);
  }

  #attention(x: Value, layer: number): Value {
    const { heads, kvHeads } = this.#config;
    const projected = (name: string): Value => this.#linear(x, recycleTensors.layer(layer, `self_attn.${name}_proj`));
    const query = this.#rotate(projected('q'), heads);
    const cached = this.#cached[layer] as LayerRows[];
    cached.push({ key: this.#rotate(projected('k'), kvHeads), value: projected('v') });
    const step = cached.length - 1;
    const [first, ...later] = cached as [LayerRows, ...LayerRows[]];
    const own: readonly OwnRows[] = later.map(({ key, value }, i) => {
      const back = step - 1 - i;
      return { key: shiftRows(key, back), value: shiftRows(value, back) };
    });
    const mask = this.#rows.masks[step] as Value;
    return sequenceAttention({ query, key: first.key, value: first.value, mask, own }, this.#shape);
  }

  #rotate(x: Value, heads: number): Value {
    const { headDim, rope } = this.#config;
    const rows = this.#shape.batch * this.#shape.seq;
    const rotated = ops.rotaryEmbedding(ops.unsqueeze(x, [0]), {
      positions: ops.unsqueeze(int64s([...Array(rows).keys()]), [0]),
      cos: this.#rows.cos,
      sin: this.#rows.sin,
      heads,
      rotaryDim: rope.rotaryDim === headDim ? 0 : rope.rotaryDim,
    });
    return ops.reshape(rotated, [rows, heads * headDim]);
  }

  #linear(x: Value, name: string): Value {
    return ops.gemm(x, this.#weight(name), undefined, { transB: 1 });
  }
}

/** Row t of `[rows, width]` becomes row t + `by`; the first rows are zeros. */
function shiftRows(x: Value, by: number): Value {
  if (by === 0) return x;
  const [rows, width] = x.shape as [number, number];
  const zeros = constant({ dtype: 'float32', shape: [by, width], data: new Float32Array(by * width) });
  return ops.concat([zeros, ops.slice(x, { axis: 0, start: 0, end: rows - by })], 0);
}
