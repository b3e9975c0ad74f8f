import { LinearInput, type PlannedWeight } from '@recyclegpt/nn';
import { ops, type Value } from '@recyclegpt/tensor';
import type { RecycleBuild } from './recycle-build.ts';
import { recycleTensors } from './recycle-config.ts';

/** Canonical name of the base's embedding table, and of its head. */
const embeddingTable = 'model.embed_tokens.weight';
const baseHead = 'lm_head.weight';

/** The base's table, which the module looks tokens up in. */
export function lookupTable({ config, weight }: Pick<RecycleBuild, 'config' | 'weight'>): PlannedWeight {
  return weight({ tensors: [embeddingTable], out: config.vocab, in: config.hidden });
}

/** Scores of the draft vocabulary, and what a probability needs besides: largest logit m and the sum of exp(logit − m). */
export function scores(build: RecycleBuild, normed: Value): { readonly logits: Value; readonly softmax: Value } {
  const { head, draftVocab, hidden } = build.config;
  const shared = build.hasTiedHead ? embeddingTable : baseHead;
  const tensors = [head === 'shared' ? shared : recycleTensors.head];
  const logits = new LinearInput(normed, build.plan).apply(build.weight({ tensors, out: draftVocab, in: hidden }));
  const largest = ops.reduceMax(logits, [-1]);
  const total = ops.reduceSum(ops.exp(ops.subtract(logits, largest)), [-1]);
  return { logits, softmax: ops.concat([largest, total], 2) };
}

/** What the module feeds itself. */
export function feedback({ config }: RecycleBuild, { sum, normed }: { sum: Value; normed: Value }): Value {
  return config.feedback === 'normed' ? normed : sum;
}
