import { RotaryTable } from '@recyclegpt/nn';
import type { Tensor } from '@recyclegpt/spec';
import { simplify, toOnnx } from '@recyclegpt/tensor';
import { seededRandom } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import type { RecycleConfig } from '../recycle-config.ts';
import { recycleTensorShapes } from '../recycle-tensor-shapes.ts';
import { NaiveModule } from '../test/naive-module.ts';
import { backends, randomTensors, smallConfig } from '../test/plain-module.ts';
import type { DraftLoss } from './draft-loss.ts';
import { buildModuleTraining } from './module-training.ts';

const [batch, seq, answers, steps] = [1, 7, 4, 3];
const countedRows = [2, 3, 5, 6];
const stepWeight = 0.8;
const topK = 6;

const variants: readonly (readonly [string, Partial<RecycleConfig>])[] = [
  ['the default shape', {}],
  ['joined entry', { entry: 'joined' }],
  ['raw feedback', { feedback: 'raw' }],
  ['two layers', { layers: 2 }],
  ['no fusion, a sliced head', { fusion: 'none', tappedLayers: [3], head: 'sliced' }],
  [
    "the paper's shape",
    { fusion: 'none', tappedLayers: [3], entry: 'joined', feedback: 'raw', head: 'shared', draftVocab: 60, layers: 3 },
  ],
  ['one key head', { kvHeads: 1 }],
];

/** A text as a batch of one sequence, and the tensors of a module and of its base. */
class Sample {
  readonly config: RecycleConfig;
  readonly tensors: Map<string, Float32Array>;
  readonly states: readonly Float32Array[];
  readonly tokens: readonly number[];
  /** `[answers, topK]`: the last two fill up. */
  readonly targetIds: BigInt64Array;
  readonly targets: Float32Array;

  constructor(config: RecycleConfig) {
    const random = seededRandom(9);
    this.config = config;
    this.tensors = new Map(randomTensors(config));
    this.states = config.tappedLayers.map(() => random.floats(seq * config.hidden));
    this.tokens = Array.from({ length: seq + 1 }, () => random.below(config.vocab));
    this.targets = random.floats(answers * topK).map(Math.abs);
    this.targetIds = new BigInt64Array(answers * topK);
    for (let row = 0; row < answers; row++) {
      const view = this.targets.subarray(row * topK, (row + 1) * topK);
      view.fill(0, topK - 2);
      const sum = view.reduce((total, value) => total + value, 0);
      view.set(view.map((value) => value / sum));
      const ids = Array.from({ length: topK }, (_, k) => (row + 5 * Math.min(k, topK - 2)) % config.draftVocab);
      this.targetIds.set(ids.map(BigInt), row * topK);
    }
  }

  get head(): Float32Array {
    const name = this.config.head === 'shared' ? 'model.embed_tokens.weight' : 'recycle.head.weight';
    return this.tensors.get(name) as Float32Array;
  }

  feeds(): Record<string, Tensor> {
    const { config, tokens } = this;
    const { hidden, draftVocab, headDim, rope } = config;
    const table = this.tensors.get('model.embed_tokens.weight') as Float32Array;
    const embeddings = new Float32Array(seq * hidden);
    for (let t = 0; t < seq; t++) {
      const next = tokens[t + 1] as number;
      embeddings.set(table.subarray(next * hidden, (next + 1) * hidden), t * hidden);
    }
    const { cos, sin } = new RotaryTable({ rope, headDim }).rows(0, seq);
    const places = new BigInt64Array(seq).fill(BigInt(answers));
    for (const [place, row] of countedRows.entries()) places[row] = BigInt(place);
    const feeds: Record<string, Tensor> = {
      embeddings: floats([seq, hidden], embeddings),
      cos: floats([seq, cos.length / seq], cos),
      sin: floats([seq, sin.length / seq], sin),
      answers: { dtype: 'int64', shape: [answers], data: BigInt64Array.from(countedRows, BigInt) },
      places: { dtype: 'int64', shape: [seq], data: places },
      targetIds: { dtype: 'int64', shape: [answers, topK], data: this.targetIds },
      targets: floats([answers, topK], this.targets),
    };
    for (const [tap, state] of this.states.entries()) feeds[`states.${tap}`] = floats([seq, hidden], state);
    for (let step = 0; step < steps; step++) {
      feeds[`mask.${step}`] = floats([batch, 1, seq, seq], maskOf(step));
      feeds[`weights.${step}`] = floats([answers, 1], new Float32Array(answers).fill(stepWeight ** step));
    }
    for (const { name, shape } of recycleTensorShapes(config))
      feeds[name] = floats(shape, this.tensors.get(name) as Float32Array);
    if (config.head !== 'own') feeds['head'] = floats([draftVocab, hidden], this.head);
    return feeds;
  }

  /** Log-probabilities of the draft vocabulary after row t in a step, by plain loops. */
  logProbabilities(t: number, step: number): Float64Array {
    const naive = new NaiveModule(this.config, this.tensors);
    let normed = new Float64Array(0);
    for (let row = 0; row <= t; row++) {
      const { hidden } = this.config;
      const taps = this.states.map((state) => state.subarray(row * hidden, (row + 1) * hidden));
      const input = { taps: row <= t - step ? taps : undefined, token: this.tokens[row + 1] as number };
      normed = naive.next(input).logits as Float64Array<ArrayBuffer>;
    }
    const largest = Math.max(...normed);
    const logNorm = largest + Math.log(normed.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    return normed.map((logit) => logit - logNorm);
  }
}

const floats = (shape: readonly number[], data: Float32Array): Tensor => ({ dtype: 'float32', shape, data });

/** A step's rows see true rows up to where its draft began. */
function maskOf(step: number): Float32Array {
  return Float32Array.from({ length: seq * seq }, (_, at) => (at % seq <= Math.floor(at / seq) - step ? 0 : -1e9));
}

async function run(
  sample: Sample,
  name: 'node' | 'reference',
  loss: DraftLoss = 'ce',
): Promise<Record<string, Tensor>> {
  using backend = await backends[name]();
  const graph = simplify(buildModuleTraining({ config: sample.config, batch, seq, answers, steps, topK, loss }));
  const { bytes } = toOnnx(graph, { opset: backend.profile.opset });
  using session = await backend.createSession({ name: graph.name, graph: bytes, weights: undefined, slots: [] });
  return await session.run(sample.feeds(), { outputs: graph.outputs.map((output) => output.name) });
}

describe.each(['node', 'reference'] as const)('a training step on %s', (name) => {
  it.each(variants)('drafts as plain loops draft, step after step: %s', async (_, changes) => {
    const sample = new Sample({ ...smallConfig, ...changes });
    const outputs = await run(sample, name);
    for (let step = 0; step < steps; step++) {
      for (const [place, t] of countedRows.entries()) {
        // A draft that began before the first counted row is none.
        if (countedRows.slice(0, place + 1).filter((row) => row >= t - step).length < step + 1) continue;
        const expected = sample.logProbabilities(t, step);
        const targets = sample.targets.subarray(place * topK, (place + 1) * topK);
        const idOf = (k: number): number => Number(sample.targetIds[place * topK + k]);
        const crossEntropy = -targets.reduce((sum, target, k) => sum + target * (expected[idOf(k)] as number), 0);
        expect(outputs[`crossEntropy.${step}`]?.data[place], `row ${t}, step ${step}`).toBeCloseTo(crossEntropy, 4);
        expect(Number(outputs[`choices.${step}`]?.data[place])).toBe(expected.indexOf(Math.max(...expected)));
      }
    }
  });

  it.each(['ce', 'lk'] as const)('its derivatives are those of the loss: %s', async (loss) => {
    const sample = new Sample(smallConfig);
    const outputs = await run(sample, name, loss);
    const direction = new Map<string, Float32Array>();
    let slope = 0;
    for (const { name: tensor } of recycleTensorShapes(sample.config)) {
      const gradient = outputs[`${tensor}.gradient`]?.data as Float32Array;
      direction.set(tensor, gradient);
      slope += gradient.reduce((sum, value) => sum + value * value, 0);
    }
    expect(slope).toBeGreaterThan(0);
    if (loss === 'lk') return;
    const total = async (by: number): Promise<number> => {
      const moved = new Sample(smallConfig);
      for (const [tensor, gradient] of direction) {
        const values = moved.tensors.get(tensor) as Float32Array;
        moved.tensors.set(
          tensor,
          values.map((value, i) => value + by * (gradient[i] as number)),
        );
      }
      const results = await run(moved, name, loss);
      const sums = Array.from({ length: steps }, (_, step) => {
        const losses = results[`crossEntropy.${step}`]?.data as Float32Array;
        return stepWeight ** step * losses.reduce((sum, value) => sum + value, 0);
      });
      return sums.reduce((sum, value) => sum + value, 0);
    };
    const by = 1e-2 / Math.sqrt(slope);
    const measured = ((await total(by)) - (await total(-by))) / (2 * by);
    expect(measured / slope).toBeGreaterThan(0.98);
    expect(measured / slope).toBeLessThan(1.02);
  });
});
