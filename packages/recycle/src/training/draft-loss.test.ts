import type { Tensor } from '@recyclegpt/spec';
import { input, ops, simplify, toOnnx } from '@recyclegpt/tensor';
import { seededRandom } from '@recyclegpt/testing';
import { expect, it } from 'vitest';
import { backends } from '../test/plain-module.ts';
import { type DraftLoss, draftLoss } from './draft-loss.ts';

const [answers, vocab, topK] = [5, 12, 4];

interface Sample {
  readonly logits: Float32Array;
  readonly targetIds: BigInt64Array;
  readonly targets: Float32Array;
  readonly weights: Float32Array;
}

function sample(): Sample {
  const random = seededRandom(3);
  const targets = random.floats(answers * topK).map(Math.abs);
  const targetIds = new BigInt64Array(answers * topK);
  for (let row = 0; row < answers; row++) {
    const view = targets.subarray(row * topK, (row + 1) * topK);
    const sum = view.reduce((total, value) => total + value, 0);
    view.set(view.map((value) => value / sum));
    for (let k = 0; k < topK; k++) targetIds[row * topK + k] = BigInt((row + 3 * k) % vocab);
  }
  const logits = random.floats(answers * vocab).map((value) => 4 * value);
  return { logits, targetIds, targets, weights: Float32Array.of(1, 0.8, 0, 0.5, 2) };
}

/** Row by row after the paper's formulas, over the whole vocabulary. */
function expectedGradient({ logits, targetIds, targets, weights }: Sample, loss: DraftLoss): number[] {
  return Array.from({ length: answers }, (_, row) => {
    const exponentials = [...logits.subarray(row * vocab, (row + 1) * vocab)].map(Math.exp);
    const norm = exponentials.reduce((sum, value) => sum + value, 0);
    const q = exponentials.map((value) => value / norm);
    const p = Array<number>(vocab).fill(0);
    for (let k = 0; k < topK; k++) p[Number(targetIds[row * topK + k])] = targets[row * topK + k] as number;
    const alpha = q.reduce((sum, value, id) => sum + Math.min(value, p[id] as number), 0);
    const lambda = loss === 'ce' ? 1 : Math.exp(-3 * alpha);
    // By the logits: KL gives q − p; −α gives q · (Σ over what is short of p, less 1 where it is short itself).
    const short = q.map((value, id) => ((p[id] as number) > value ? 1 : 0));
    const shortMass = q.reduce((sum, value, id) => sum + value * (short[id] as number), 0);
    return q.map((value, id) => {
      const variation = value * shortMass - value * (short[id] as number);
      return (weights[row] as number) * (lambda * (value - (p[id] as number)) + (1 - lambda) * variation);
    });
  }).flat();
}

it.each([
  ['ce', 'node'],
  ['ce', 'reference'],
  ['lk', 'node'],
  ['lk', 'reference'],
] as const)('the derivative of %s by the logits is the closed form, on %s', async (loss, name) => {
  using backend = await backends[name]();
  const inputs = {
    logits: input('logits', 'float32', [answers, vocab]),
    targetIds: input('targetIds', 'int64', [answers, topK]),
    targets: input('targets', 'float32', [answers, topK]),
    weights: input('weights', 'float32', [answers, 1]),
  };
  const { derivative, factor } = draftLoss({ ...inputs, loss });
  const outputs = [{ name: 'gradient', value: ops.multiply(derivative, factor) }];
  const graph = simplify({ name: 'loss', inputs: Object.values(inputs), outputs, slots: [], metadata: {} });
  const { bytes } = toOnnx(graph, { opset: backend.profile.opset });
  using session = await backend.createSession({ name: 'loss', graph: bytes, weights: undefined, slots: [] });
  const data = sample();
  const feeds: Record<string, Tensor> = {
    logits: { dtype: 'float32', shape: [answers, vocab], data: data.logits },
    targetIds: { dtype: 'int64', shape: [answers, topK], data: data.targetIds },
    targets: { dtype: 'float32', shape: [answers, topK], data: data.targets },
    weights: { dtype: 'float32', shape: [answers, 1], data: data.weights },
  };
  const { gradient } = await session.run(feeds, { outputs: ['gradient'] });
  const expected = expectedGradient(data, loss);
  for (const [i, value] of expected.entries()) expect(gradient?.data[i], `element ${i}`).toBeCloseTo(value, 6);
});
