/**
 * A run that trains nothing but saves like one: `toy-run.ts FOLDER LAST_STEP SAVE_EVERY`. Its tensors follow from the
 * step, if none was lost or made twice.
 */
import { folderStorage } from '@recyclegpt/hub/node';
import type { Tensor } from '@recyclegpt/spec';
import { CheckpointStore } from '../checkpoints/checkpoint-store.ts';
import { MetricsLog } from '../metrics/metrics-log.ts';

const numElements = 300_000;
const [, , folder = '', lastStep = '', saveEvery = ''] = process.argv;
const storage = folderStorage(folder);
const store = new CheckpointStore({ storage, folder: 'checkpoints', keepLast: 2 });

function restored(tensors: ReadonlyMap<string, Tensor> | undefined): Float32Array {
  const weights = tensors?.get('weights');
  return weights?.dtype === 'float32' ? weights.data : new Float32Array(numElements);
}

const latest = await store.loadLatest();
if (latest !== undefined && latest.damaged.length > 0) throw new Error('A killed run left a damaged checkpoint.');
const weights = restored(latest?.checkpoint.tensors);
let step = latest?.checkpoint.step ?? 0;
let index = latest?.checkpoint.state.position.index ?? 1;
const log = await MetricsLog.open({ storage, path: 'metrics.jsonl', resumeStep: step, flushEvery: 2 });
console.log(`resumed ${step}`);
console.log('begun');
while (step < Number(lastStep)) {
  step++;
  index = (Math.imul(index, 1_103_515_245) + 12_345) >>> 1;
  for (let at = 0; at < weights.length; at++) weights[at] = weights[at]! * 0.99 + ((index + at) % 1000);
  await log.add({ step, loss: weights[step % numElements]! });
  if (step % Number(saveEvery) !== 0) continue;
  await log.flush();
  const tensors = new Map<string, Tensor>([['weights', { dtype: 'float32', shape: [numElements], data: weights }]]);
  await store.save({ step, tensors, state: { position: { epoch: 0, index }, config: {} }, score: index });
  console.log(`saved ${step}`);
}
