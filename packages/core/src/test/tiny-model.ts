import { nodeBackend } from '@recyclegpt/backend-node';
import { createModel } from '../create-model.ts';
import type { LanguageModel } from '../language-model.ts';
import { seededRecycle } from '../recycle/seeded-recycle.ts';
import { seededModel } from '../seeded-model.ts';
import { type BackendObserver, observedBackend } from './observed-backend.ts';
import { randomWeights, tinyConfig } from './random-weights.ts';

export interface TinyModelOptions {
  readonly hasRecycle?: boolean;
  readonly prefixCacheBytes?: number;
}

/** A tiny model on the Node backend, one thread, with a recycle module if asked for, whose stores are counted. */
export async function tinyModel({ hasRecycle = false, prefixCacheBytes }: TinyModelOptions = {}): Promise<{
  readonly model: LanguageModel;
  readonly observer: BackendObserver;
}> {
  const opened = { ...seededModel(), weights: randomWeights(tinyConfig, 3) };
  const { backend, observer } = observedBackend(await nodeBackend({ threads: 1 }));
  const recycle = hasRecycle ? await seededRecycle(opened) : undefined;
  return {
    model: await createModel({ opened, backend, precision: 'f32', recycle, prefixCacheBytes, tappedLayers: [0] }),
    observer,
  };
}
