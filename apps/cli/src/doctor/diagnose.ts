import { statfs } from 'node:fs/promises';
import { delimiter, dirname } from 'node:path';
import { cacheFolder, hubCacheFolder } from '@recyclegpt/hub/node';
import { type Backend, RecycleError } from '@recyclegpt/spec';
import { measurePasses } from '../benchmark/measure-passes.ts';
import type { Call } from '../command.ts';
import { createBackend } from '../create-backend.ts';
import { findNamed, loadModel, usualName } from '../load-model.ts';
import type { BackendFacts, Diagnosis, ModelDiagnosis, PlaceFacts } from './diagnosis.ts';
import { machineFacts } from './machine-facts.ts';
import { measureBandwidth } from './memory-bandwidth.ts';

/** Looks at the machine, then measures memory and the model that the call names. */
export async function diagnose(call: Call): Promise<Diagnosis> {
  const { terminal, options } = call;
  const machine = await machineFacts();
  const backends = await backendsHere(options.threads);
  terminal.progress('Measuring memory …');
  const threads =
    backends.find(
      ({ name }) => name === (options.backend === undefined || options.backend === 'auto' ? 'node' : options.backend),
    )?.threads ?? 1;
  const bandwidthBytesPerSecond = await measureBandwidth({ threads, signal: terminal.signal });
  const { model, modelProblem } = await measureOrTell(call, threads);
  const places = await placesOf(terminal.env);
  terminal.clearProgress();
  return { machine, backends, bandwidthBytesPerSecond, model, modelProblem, places };
}

async function backendsHere(threads: number | undefined): Promise<readonly BackendFacts[]> {
  const names = ['node', 'wasm', 'reference'] as const;
  return await Promise.all(names.map((name) => backendFacts(name, () => createBackend(name, { threads }))));
}

async function backendFacts(name: string, make: () => Promise<Backend>): Promise<BackendFacts> {
  try {
    using backend = await make();
    const { description, threads, profile } = backend;
    const hasIntegerProducts = name === 'node' ? profile.int8Weights === 'int8' : undefined;
    return { name, description, threads, precisions: profile.precisions, hasIntegerProducts, problem: undefined };
  } catch (error) {
    if (!(error instanceof RecycleError)) throw error;
    const nothing = { description: '', threads: undefined, precisions: [], hasIntegerProducts: undefined };
    return { name, ...nothing, problem: error.message };
  }
}

async function measureOrTell(
  call: Call,
  threads: number,
): Promise<{ readonly model: ModelDiagnosis | undefined; readonly modelProblem: string | undefined }> {
  try {
    return { model: await measureModel(call, threads), modelProblem: undefined };
  } catch (error) {
    // A machine without any model is looked at all the same; a model that was named has to be there.
    if (!(error instanceof RecycleError) || nameIn(call) !== undefined) throw error;
    return { model: undefined, modelProblem: error.message };
  }
}

/** The model that a call names, as a word or as an option. */
function nameIn({ words, options }: Pick<Call, 'words' | 'options'>): string | undefined {
  return words[0] ?? options.model;
}

async function measureModel(call: Call, threads: number): Promise<ModelDiagnosis> {
  const { terminal } = call;
  const { env, signal } = terminal;
  const name = nameIn(call) ?? (await usualName(env));
  const found = name === undefined ? undefined : await findNamed(name, env);
  terminal.progress(`Loading ${name ?? 'the default model'} …`);
  using model = await load(call, name, threads);
  terminal.progress(`Measuring passes of ${model.facts.name} …`);
  const passMs = await measurePasses(model, { signal });
  const threadMs: Record<number, number> = {};
  for (const count of new Set([1, Math.ceil(threads / 2)])) {
    if (count === threads || model.facts.isSeeded || call.options.backend === 'reference') continue;
    terminal.progress(`Measuring with ${count} of ${threads} threads …`);
    using other = await load(call, name, count);
    threadMs[count] = (await measurePasses(other, { signal, budgetMs: 300 }))[1] ?? Number.POSITIVE_INFINITY;
  }
  if (passMs[1] !== undefined) threadMs[threads] = passMs[1];
  signal.throwIfAborted();
  const isEmbedded = nameIn(call) === undefined && found?.place === 'shipped';
  return { facts: model.facts, recycle: model.recycle, isEmbedded, format: found?.format, passMs, threadMs };
}

async function load({ terminal, options }: Call, name: string | undefined, threads: number) {
  const { recycle, backend, precision } = options;
  return await loadModel(name, {
    ...(recycle === undefined ? {} : { recycle }),
    ...(backend === undefined ? {} : { backend }),
    ...(precision === undefined ? {} : { precision }),
    threads,
    env: terminal.env,
    signal: terminal.signal,
  });
}

async function placesOf(env: Call['terminal']['env']): Promise<PlaceFacts> {
  const hubFolder = hubCacheFolder(env);
  const names = ['HF_ENDPOINT', 'HF_HOME', 'HF_HUB_CACHE', 'HF_HUB_OFFLINE', 'HF_TOKEN'];
  const hubVariables = names.flatMap((name) => {
    const value = env[name] ?? '';
    return value === '' ? [] : [name === 'HF_TOKEN' ? `${name} (set)` : `${name}=${value}`];
  });
  const modelFolders = (env['RECYCLEGPT_MODELS'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return {
    cacheFolder: cacheFolder(env),
    hubFolder,
    freeDiskBytes: await freeBytes(hubFolder),
    modelFolders,
    hubVariables,
  };
}

/** Free bytes at a folder, or at the nearest one above that is there. */
async function freeBytes(folder: string): Promise<number | undefined> {
  const stats = await statfs(folder).catch(() => undefined);
  if (stats !== undefined) return stats.bavail * stats.bsize;
  return dirname(folder) === folder ? undefined : await freeBytes(dirname(folder));
}
