import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { aliases } from '../aliases.ts';
import { type ModelName, parseModelName } from '../model-name.ts';
import { isPickleName, pickleReason } from '../repository/pickle-reason.ts';
import { type CacheOptions, cachePath, cacheRoot, hubRoot, remoteModel } from './cache-layout.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { findCached } from './find-cached.ts';
import type { FoundModel, ModelPlace } from './found-model.ts';
import { HubRepository } from './hub-repository.ts';
import { matchModels, wantedNames } from './match-models.ts';
import { type ModelFiles, modelOfFile, modelsAmong } from './model-files.ts';
import { scanFolder } from './scan-folder.ts';

/** Where to look for models. */
export interface FindModelOptions extends CacheOptions {
  /** Models that came with the program: names to files or folders. */
  readonly shipped?: Readonly<Record<string, string>> | undefined;
  /** What relative paths start from; defaults to the working folder of the process. */
  readonly workingFolder?: string | undefined;
}

/** A folder of RECYCLEGPT_MODELS is searched this deep: itself, its folders, and theirs. */
const searchDepth = 3;

/** One search, with all the places it looked at for the message. */
interface Search {
  readonly text: string;
  readonly name: ModelName;
  readonly options: FindModelOptions;
  readonly searched: string[];
}

/**
 * Finds a model on this machine, without any request: at the path that was given, in the folders of
 * `RECYCLEGPT_MODELS`, in the cache, among the shipped ones, in this order.
 * @throws FileError that lists every place searched, if there is none, or if several fit equally well.
 * @throws ConfigError if the name cannot be read.
 */
export async function findModel(name: string | ModelName, options: FindModelOptions = {}): Promise<FoundModel> {
  const parsed = typeof name === 'string' ? parseModelName(name) : name;
  const text = typeof name === 'string' ? name : shownName(name);
  const search: Search = { text, name: parsed, options, searched: [] };
  for (const look of [lookAtPath, lookInModelFolders, lookInCache, lookAmongShipped]) {
    const found = await look(search);
    if (found !== undefined) return found;
  }
  throw notFoundError(search);
}

function shownName(name: ModelName): string {
  if (name.kind === 'path') return name.path;
  if (name.kind === 'alias') return name.name;
  return remoteModel(name)?.label ?? name.kind;
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileErrorOf(error, 'The model cannot be read', path);
  }
}

/** The model at a path; `undefined` if there is nothing. */
async function modelAt(path: string): Promise<ModelFiles | undefined> {
  const kind = await kindOf(path);
  if (kind === undefined) return undefined;
  const { folders } = await scanFolder(kind === 'file' ? dirname(path) : path, 1);
  const files = folders[0]?.files ?? [];
  const models = kind === 'file' ? [modelOfFile(path, files)] : modelsAmong(files);
  if (models.length > 1) throw severalError(path, models);
  const [model] = models;
  if (model !== undefined) return model;
  const pickles = kind === 'file' ? [path].filter(isPickleName) : files.filter(isPickleName);
  throw new FileError({
    what: kind === 'file' ? 'This file is no model that can be read' : 'This folder holds no model that can be read',
    where: path,
    got: pickles.length === 0 ? undefined : `${pickles.slice(0, 3).join(', ')}. ${pickleReason}`,
    expected: 'a .gguf, a .bin of llama2.c, or .safetensors with config.json beside it',
    next: 'Name such a file, or a folder that holds one.',
  });
}

function placed(model: ModelFiles | undefined, place: ModelPlace): FoundModel | undefined {
  return model === undefined ? undefined : { ...model, place };
}

async function lookAtPath({ name, options, searched }: Search): Promise<FoundModel | undefined> {
  if (name.kind !== 'path') return undefined;
  const atHome = /^~[\\/](.*)$/.exec(name.path)?.[1];
  const path = atHome === undefined ? resolve(options.workingFolder ?? '.', name.path) : join(homedir(), atHome);
  searched.push(path);
  return placed(await modelAt(path), 'path');
}

async function lookInModelFolders({ name, text, options, searched }: Search): Promise<FoundModel | undefined> {
  const { env = process.env } = options;
  const roots = (env.RECYCLEGPT_MODELS ?? '').split(delimiter).filter((root) => root !== '');
  const wanted = wantedNames(name);
  if (wanted === undefined) return undefined;
  if (roots.length === 0) searched.push('RECYCLEGPT_MODELS (not set)');
  for (const root of roots) {
    const scan = await scanFolder(resolve(options.workingFolder ?? '.', root), searchDepth);
    const [first, ...others] = matchModels(scan, wanted);
    if (others.length > 0) throw severalError(`${text} in ${root}`, [first, ...others]);
    if (first !== undefined) return placed(first, 'models-folder');
    const isAbsent = scan.unreadable.some((folder) => folder.startsWith(`${resolve(root)} (`));
    searched.push(...(isAbsent ? [] : [`${root} (RECYCLEGPT_MODELS)`]), ...scan.unreadable);
  }
  return undefined;
}

async function lookInCache({ name, options, searched }: Search): Promise<FoundModel | undefined> {
  const remote = remoteModel(name);
  if (remote === undefined) return undefined;
  const folder =
    remote.kind === 'url'
      ? cachePath(cacheRoot(options), remote.folder)
      : new HubRepository(hubRoot(options), remote).folder;
  searched.push(`${folder} (cache)`);
  const found = await findCached(remote, options);
  if (found?.format === 'recycle') searched.push(`${found.path}, which is a recycle module and no model`);
  if (found === undefined || found.format === 'recycle') return undefined;
  return { format: found.format, path: found.path, files: found.files, place: 'cache' };
}

async function lookAmongShipped({ name, options, searched }: Search): Promise<FoundModel | undefined> {
  if (name.kind !== 'alias') return undefined;
  const wanted = name.name.toLowerCase();
  const entries = Object.entries(options.shipped ?? {});
  const path = entries.find(([key]) => key.toLowerCase() === wanted)?.[1];
  const names = entries.map(([key]) => key).join(', ');
  searched.push(`shipped models (${path ?? (names === '' ? 'none' : names)})`);
  return path === undefined ? undefined : placed(await modelAt(path), 'shipped');
}

function severalError(where: string, models: readonly (ModelFiles | undefined)[]): FileError {
  return new FileError({
    what: 'Several models fit this name',
    where,
    got: models.map((model) => model?.path).join(', '),
    expected: 'one',
    next: 'Give the path of the one that is meant.',
  });
}

function adviceFor({ text, name }: Search): string {
  if (name.kind === 'path') return 'Check the spelling, and the folder that this was started in.';
  const folders = 'or put it into a folder that RECYCLEGPT_MODELS names.';
  if (name.kind !== 'alias' || remoteModel(name) !== undefined)
    return `Fetch it with \`recyclegpt pull ${text}\`, ${folders}`;
  const known = Object.keys(aliases).join(', ');
  return `It is no alias (there is: ${known}): write organisation/name to fetch it with \`recyclegpt pull\`, ${folders}`;
}

function notFoundError(search: Search): FileError {
  return new FileError({
    what: 'The model was not found',
    where: search.text,
    got: `nothing in ${search.searched.join('; ')}`,
    next: adviceFor(search),
  });
}
