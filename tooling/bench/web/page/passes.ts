import { webBackend } from '@recyclegpt/backend-web';
import { DecoderModel } from '@recyclegpt/base-model';
import { openModel, prepareModel } from '@recyclegpt/core';
import type { WeightSource } from '@recyclegpt/spec';
import { createStateFactory } from '@recyclegpt/state';
import type { PassesRequest, PassTimes } from './engine-calls.ts';
import { fetchSource } from './fetch-source.ts';
import { offerEngine } from './offer-engine.ts';

offerEngine({ passes });

/** Adapters that run on the processor, on which the whole model takes a minute a pass. */
const isSoftware = /swiftshader|llvmpipe|lavapipe/i;
const softwareLayers = 2;

/**
 * Times passes of the base alone, without what loading a model measures: on a software adapter a pass takes seconds.
 */
async function passes(request: PassesRequest): Promise<PassTimes> {
  const { device, threads, precision } = request;
  using backend = await webBackend(device === 'wasm' ? { device, threads } : { device });
  using opened = await openModel({
    format: 'gguf',
    name: 'SmolLM2',
    files: ['model.gguf'],
    open: () => fetchSource('model/model.gguf'),
  });
  const source = firstLayers(opened.weights, isSoftware.test(backend.description) ? softwareLayers : undefined);
  const { model, fingerprint } = await prepareModel({ source, precision, backend });
  using session = await backend.createSession(model);
  const { config } = source;
  const parts = { session, config, precision, slots: model.slots, fingerprint };
  const base = new DecoderModel({ ...parts, minExactRows: 1 });
  const states = createStateFactory({
    backend,
    slots: model.slots.map(({ slot }) => slot),
    fingerprint,
    maxRows: config.contextLength,
    lags: new Map(),
  });
  using state = states.create();
  return { device: backend.description, layers: config.layers, bestMs: await timePasses(base, state, request) };
}

/** A model's first layers and its head; all layers without a number. */
function firstLayers(weights: WeightSource, layers: number = weights.config.layers): WeightSource {
  return {
    name: weights.name,
    fingerprint: weights.fingerprint,
    config: { ...weights.config, layers },
    tensors: weights.tensors,
    readFloat32: (name, range) => weights.readFloat32(name, range),
    readRaw: (name, range) => weights.readRaw(name, range),
    [Symbol.dispose]: () => weights[Symbol.dispose](),
  };
}

async function timePasses(
  base: DecoderModel,
  state: Parameters<DecoderModel['forward']>[0],
  { widths, repeats, past }: PassesRequest,
): Promise<Readonly<Record<number, number>>> {
  const some = (count: number, from: number): number[] => Array.from({ length: count }, (_, i) => from + i * 31);
  await base.forward(state, some(past, 7));
  const best: Record<number, number> = {};
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    for (const width of widths) {
      const { sessionMs } = await base.forward(state, some(width, 5), { logitsRows: width, bestOnly: true });
      state.truncate(base.owner, past);
      if (repeat > 0) best[width] = Math.min(best[width] ?? Number.POSITIVE_INFINITY, sessionMs);
    }
  }
  return best;
}
