/**
 * Trains a tiny base with its module: `base-run.ts FOLDER LAST_STEP SAVE_EVERY`. The whole way of `recyclegpt train`: token
 * cache, batches, graphs on onnxruntime-node, AdamW, checkpoints and log.
 */
import { nodeBackend } from '@recyclegpt/backend-node';
import { folderStorage } from '@recyclegpt/hub/node';
import { memorySource } from '@recyclegpt/weights';
import { baseConfigOf, jointModuleConfig } from '../base/base-sizes.ts';
import { BaseTraining } from '../base/train-base.ts';
import { CheckpointStore } from '../checkpoints/checkpoint-store.ts';
import { openTokenCache } from '../data/token-cache.ts';
import { runTraining } from '../loop/run-training.ts';
import { tinyTokenizer } from './tiny-tokenizer.ts';

const [, , folder = '', lastStep = '', saveEvery = ''] = process.argv;
const storage = folderStorage(folder);
const tokenizer = await tinyTokenizer();
const texts = Array.from(
  { length: 300 },
  (_, index) => `the cat number ${index} sat on mat ${(index * 7) % 60} again.`,
);
const source = memorySource('stories.txt', new TextEncoder().encode(texts.join('\n\n')));
const cache = await openTokenCache({
  sources: [{ source, format: { kind: 'text' } }],
  tokenizer,
  storage,
  path: 'tokens.bin',
});
const config = {
  ...baseConfigOf('tiny', { vocab: tokenizer.vocabSize, contextLength: 16 }),
  ...{ hidden: 32, intermediate: 64, heads: 2, kvHeads: 1, headDim: 16 },
  rope: { base: 10_000, rotaryDim: 16, scaling: { kind: 'none' } },
} as const;
const task = await BaseTraining.create({
  backend: await nodeBackend({ threads: 1 }),
  config,
  module: jointModuleConfig(config, 'eagle'),
  ...cache.split(0.2),
  recipe: { batch: 4, seq: 16, epochs: 1000, accumulation: 2 },
  validationSequences: 8,
});
const checkpoints = new CheckpointStore({ storage, folder: 'checkpoints', keepLast: 2 });
console.log('begun');
for await (const event of runTraining({
  ...{ task, checkpoints, storage, metricsPath: 'metrics.jsonl' },
  ...{ validateEvery: Number(saveEvery), maxSteps: Number(lastStep) },
})) {
  if (event.kind === 'run-resumed') console.log(`resumed ${event.step}`);
  if (event.kind === 'checkpoint-written') console.log(`saved ${event.step}`);
}
