import { webBackend } from '@recyclegpt/backend-web';
import { createModel, type GenerateOptions, type LanguageModel, openModel, readRecycleFile } from '@recyclegpt/core';
import { adaptive, lookup, successorTable } from '@recyclegpt/schedulers';
import type { LoadRequest, WriteRequest, WrittenText } from './engine-calls.ts';
import { fetchSource } from './fetch-source.ts';
import { offerEngine } from './offer-engine.ts';

/** backend-web with SmolLM2 and its recycle module. */
let loaded: LanguageModel | undefined;

offerEngine({
  load: async (request) => {
    const { model, threads, description } = await load(request);
    loaded = model;
    return { name: `recyclegpt ${request.precision}`, threads, description };
  },
  write: (request) => write(ready(), request),
});

function ready(): LanguageModel {
  if (loaded === undefined) throw new Error('Load first.');
  return loaded;
}

async function load({ threads, precision }: LoadRequest) {
  const backend = await webBackend({ device: 'wasm', threads });
  const { description } = backend;
  const opened = await openModel({
    format: 'gguf',
    name: 'SmolLM2',
    files: ['model.gguf'],
    open: () => fetchSource('model/model.gguf'),
  });
  const recycle = await readRecycleFile(await fetchSource('module/module.safetensors'));
  const model = await createModel({ opened, backend, precision, recycle, prefixCacheBytes: 0 });
  return { model, threads: backend.threads, description };
}

/** Drafters are new for each text: a text that is written again would otherwise be known by heart. */
function decoding(model: LanguageModel, scheduler: WriteRequest['scheduler']): GenerateOptions {
  if (scheduler === 'autoregressive') return { scheduler };
  const models = model.createDrafters().filter(({ isFree }) => isFree !== true);
  return { scheduler: adaptive(), drafters: [lookup({ shortestSuffix: 1 }), ...models, successorTable()] };
}

async function write(model: LanguageModel, { tokenIds, maxTokens, scheduler }: WriteRequest): Promise<WrittenText> {
  using state = model.createState();
  const options = decoding(model, scheduler);
  const start = performance.now();
  let firstTokenMs: number | undefined;
  const generation = model.generate({ tokenIds }, { ...options, maxTokens, state });
  for await (const _ of generation.rounds) firstTokenMs ??= performance.now() - start;
  const { tokenIds: written, text, stats } = await generation.result;
  return {
    newTokens: stats.newTokens,
    tokenIds: [...written],
    text,
    firstTokenMs: firstTokenMs ?? Number.NaN,
    decodeMs: stats.decodeMs,
  };
}
