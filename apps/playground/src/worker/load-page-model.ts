import {
  createModel,
  createPreparedCache,
  fitsFamily,
  type LanguageModel,
  type OpenedModel,
  type OpenedRecycle,
  readRecycleFile,
} from '@recyclegpt/core';
import { blobSource, browserStorage } from '@recyclegpt/hub/web';
import { FileError, type Storage } from '@recyclegpt/spec';
import type { LoadProgress, LoadRequest, ModelSource, ModelSummary } from '../protocol/calls.ts';
import type { CallContext } from '../protocol/serve-calls.ts';
import { checkSize, countWeights, type DeviceMemory } from './check-size.ts';
import { fetchFiles } from './fetch-files.ts';
import { earlyBackend, type OpenBackend, openBackend } from './open-backend.ts';
import { openEmbeddedModel } from './open-embedded-model.ts';
import { type NamedFile, type SortedFiles, sortFiles } from './sort-files.ts';

/** A model that is ready, and what the page says of it. */
export interface PageModel {
  readonly model: LanguageModel;
  readonly summary: ModelSummary;
}

/** What a model is loaded in. */
export interface Surroundings {
  /** Told what the page should say, whatever was asked. */
  readonly onNotice: (text: string) => void;
  /** Folder with the runtime's WebAssembly. */
  readonly runtimeUrl: string;
}

interface Context extends CallContext<LoadProgress>, Surroundings {}

/** Encoded weights that stay in the browser's storage. */
const preparedBytes = 2 ** 30;

/**
 * Loads a model with its module.
 * @throws FileError, ConfigError, BackendError that say what to do; nothing stays open then
 */
export async function loadPageModel(request: LoadRequest, context: Context): Promise<PageModel> {
  const { onNotice, report, signal } = context;
  const storage = await browserStorage({ onNotice });
  const { opened, recycle, backend, device } = await openParts(request, storage, context);
  // What is known of them goes with them when the model has read them.
  const measured = { numWeights: countWeights(opened), precisions: backend.profile.precisions, device };
  const model = await createModel({
    opened,
    backend,
    recycle,
    precision: request.run.precision,
    cache: createPreparedCache({
      storage,
      maxBytes: preparedBytes,
      onFailure: ({ message }) => onNotice(`Encoded weights are not kept for the next visit. ${message}`),
    }),
    isSeeded: request.source.kind === 'seeded',
    onProgress: (doneBytes, totalBytes) => report({ kind: 'weights-encoded', doneBytes, totalBytes }),
    signal,
  });
  return { model, summary: summaryOf(model, { ...measured, threads: backend.threads }) };
}

interface Parts extends OpenBackend {
  readonly opened: OpenedModel;
  readonly recycle: OpenedRecycle | undefined;
}

/** What a model is made of. Nothing stays open if one of them cannot be had. */
async function openParts(request: LoadRequest, storage: Storage, context: Context): Promise<Parts> {
  const early = earlyBackend(request, context);
  const held: Disposable[] = [];
  try {
    const sorted = await filesOf(request, storage, context);
    const opened = await openSource(request.source, sorted);
    held.push(opened);
    const recycle = await openModule(opened, sorted, request.source);
    if (recycle !== undefined) held.push(recycle);
    const open = await (early ?? openBackend(request.run, countWeights(opened), context));
    if (early === undefined) held.push(open.backend);
    checkSize(opened, open.backend, { precision: request.run.precision, memory: deviceMemory() });
    return { opened, recycle, ...open };
  } catch (error) {
    for (const resource of held.reverse()) resource[Symbol.dispose]();
    early?.then(({ backend }) => backend[Symbol.dispose]()).catch(() => undefined);
    throw error;
  }
}

/** Not all browsers tell it. */
function deviceMemory(): DeviceMemory {
  return { deviceGigabytes: (navigator as { readonly deviceMemory?: number }).deviceMemory };
}

function summaryOf(
  { facts, recycle, chatTemplate }: LanguageModel,
  measured: Pick<ModelSummary, 'numWeights' | 'precisions' | 'device' | 'threads'>,
): ModelSummary {
  return {
    ...measured,
    name: facts.name,
    isSeeded: facts.isSeeded,
    weightsBytes: facts.weightsBytes,
    precision: facts.precision,
    backend: facts.backend,
    contextLength: facts.config.contextLength,
    hasChat: chatTemplate !== undefined,
    recycle: recycle && { name: recycle.name, weightsMatch: recycle.weightsMatch },
  };
}

async function filesOf({ source, module }: LoadRequest, storage: Storage, context: Context): Promise<SortedFiles> {
  if (source.kind === 'seeded') return { model: undefined, module: module && ownFile(module) };
  const files =
    source.kind === 'embedded' ? await fetchFiles(source.files, storage, context) : source.files.map(ownFile);
  const sorted = sortFiles(files);
  return module === undefined ? sorted : { ...sorted, module: ownFile(module) };
}

/** A file of the user's: it is read piece by piece, where it lies. */
function ownFile(file: File): NamedFile {
  return { name: file.name, open: async () => blobSource(file) };
}

/** Formats that the built-in model does not have come with a script of their own. */
async function openSource(source: ModelSource, sorted: SortedFiles): Promise<OpenedModel> {
  if (source.kind === 'embedded' && sorted.model !== undefined) {
    const named = { ...sorted.model, name: source.name };
    const opened = await openEmbeddedModel(named);
    if (opened !== undefined) return opened;
    return await (await import('./open-any-model.ts')).openAnyModel({ ...sorted, model: named });
  }
  const { openAnyModel, openSeededModel } = await import('./open-any-model.ts');
  return source.kind === 'seeded' ? openSeededModel() : await openAnyModel(sorted);
}

async function openModule(
  opened: OpenedModel,
  { module }: SortedFiles,
  source: ModelSource,
): Promise<OpenedRecycle | undefined> {
  if (module === undefined && source.kind === 'seeded')
    return await (await import('./open-any-model.ts')).openSeededRecycle(opened);
  if (module === undefined) return undefined;
  const recycle = await readRecycleFile(await module.open());
  if (fitsFamily(recycle, opened)) return recycle;
  recycle[Symbol.dispose]();
  throw new FileError({
    what: 'This recycle module was made for another model',
    where: module.name,
    expected: `a module for ${opened.name}`,
    got: `a module for ${recycle.base.name}`,
    next: 'Load that model, or take the module of this one.',
  });
}
