import { join } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { type ModelName, parseModelName } from '../model-name.ts';
import { type ContentHash, isContent } from '../ranges/content-hash.ts';
import { type CacheOptions, type RemoteModel, remoteModel } from './cache-layout.ts';
import { digestFile } from './fetch-file.ts';
import { findCached } from './find-cached.ts';
import { type CachedModel, listCached } from './list-cached.ts';
import { notRemoteError } from './pull.ts';
import { linkedHash } from './snapshot-files.ts';

/** What a file of the cache was found to be. */
export interface VerifiedFile {
  /** Such as `organisation/name@revision`. */
  readonly model: string;
  /** Full path. */
  readonly path: string;
  readonly sizeBytes: number;
  /** `unknown`: nobody noted what it must hash to. */
  readonly state: 'whole' | 'damaged' | 'missing' | 'unknown';
  readonly expected: ContentHash | undefined;
  /** SHA-256 of what lies there. */
  readonly sha256: string | undefined;
}

/** How to verify. */
export interface VerifyOptions extends CacheOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told before each file. */
  readonly onFile?: ((path: string, sizeBytes: number) => void) | undefined;
}

/**
 * Hashes files of the cache and compares them with what the hub told when they were pulled, or with the name of their
 * content where other tools brought them. Changes nothing.
 * @param name what to look at; `undefined`: everything
 * @throws FileError if the model is not in the cache or a file cannot be read; ConfigError for a path or no alias.
 */
export async function verifyCached(
  name: string | ModelName | undefined,
  options: VerifyOptions = {},
): Promise<readonly VerifiedFile[]> {
  const verified: VerifiedFile[] = [];
  for (const { model, files } of await modelsToVerify(name, options))
    for (const file of files) verified.push(await verifyFile(model, file, options));
  return verified;
}

interface FileToVerify {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string | undefined;
}

interface ModelToVerify {
  readonly model: string;
  readonly files: readonly FileToVerify[];
}

async function modelsToVerify(
  name: string | ModelName | undefined,
  options: CacheOptions,
): Promise<readonly ModelToVerify[]> {
  const listed = await listCached(options);
  if (name === undefined) return listed.map((each) => ({ model: each.model, files: filesOf(each) }));
  const parsed = typeof name === 'string' ? parseModelName(name) : name;
  const remote = remoteModel(parsed);
  if (remote === undefined) throw notRemoteError(parsed);
  const found = await findCached(remote, options);
  if (found === undefined) throw notCachedError(remote);
  const files = listed.flatMap(filesOf).filter(({ path }) => found.files.includes(path));
  return [{ model: remote.label, files }];
}

function filesOf({ folder, files }: CachedModel): readonly FileToVerify[] {
  return Object.entries(files).map(([path, { sizeBytes, sha256 }]) => ({
    path: join(folder, ...path.split('/')),
    sizeBytes,
    sha256,
  }));
}

async function verifyFile(
  model: string,
  { path, sizeBytes, sha256 }: FileToVerify,
  { signal, onFile }: VerifyOptions,
): Promise<VerifiedFile> {
  signal?.throwIfAborted();
  onFile?.(path, sizeBytes);
  const expected = sha256 === undefined ? await linkedHash(path) : ({ kind: 'sha256', hex: sha256 } as const);
  const digests = await digestFile(path, signal);
  const about = { model, path, sizeBytes: digests?.sizeBytes ?? 0, expected, sha256: digests?.sha256 };
  if (digests === undefined) return { ...about, state: 'missing' };
  if (expected === undefined) return { ...about, state: 'unknown' };
  return { ...about, state: isContent(digests, expected) ? 'whole' : 'damaged' };
}

function notCachedError({ label }: RemoteModel): FileError {
  return new FileError({
    what: 'This model is not in the cache, or not as a whole',
    where: label,
    next: '`recyclegpt list` shows what is; `recyclegpt pull` fetches what is missing.',
  });
}
