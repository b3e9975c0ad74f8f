import { DownloadError } from '@recyclegpt/spec';
import { huggingFaceInfoUrl, huggingFaceTreeUrl } from '../hugging-face-url.ts';
import { contentHashOf } from '../ranges/content-hash.ts';
import { type ApiAnswer, type ApiOptions, noJsonError, requestJson } from '../request-json.ts';
import type { Repository, RepositoryFile } from './repository-file.ts';

/** A repository at a revision. */
export interface ListRepositoryOptions extends ApiOptions {
  readonly organisation: string;
  readonly name: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  readonly endpoint?: string | undefined;
}

/** More pages than any repository of models has. */
const maxPages = 200;
const commitPattern = /^[0-9a-f]{40}$/;
/** What a path may look like so that it is a plain name on every disk; others are left out of lists. */
const plainPath = /^[A-Za-z0-9_][A-Za-z0-9._+-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._+-]*)*$/;

/** Whether a revision names a state that never moves. */
export function isCommit(revision: string): boolean {
  return commitPattern.test(revision);
}

/**
 * The commit that a revision stands for now, and the files of that commit with sizes and hashes, page by page. Mirrors
 * without the tree API give the names alone.
 * @throws DownloadError if there is no such repository or revision, or if the answer is none.
 */
export async function listRepository(options: ListRepositoryOptions): Promise<Repository> {
  const { revision } = options;
  if (isCommit(revision)) return { commit: revision, files: await filesOf(options, revision) };
  const url = huggingFaceInfoUrl(options);
  const { json } = await requestJson(url, options);
  const { sha, siblings } = objectOf(json) ?? {};
  if (typeof sha !== 'string' && !Array.isArray(siblings)) throw noJsonError(url, shown(json), 'JSON with "sha"');
  const commit = typeof sha === 'string' && isCommit(sha) ? sha : undefined;
  try {
    return { commit, files: await filesOf(options, commit ?? revision) };
  } catch (error) {
    if (!DownloadError.isInstance(error) || !Array.isArray(siblings)) throw error;
    return { commit, files: siblings.map(siblingOf).filter((file) => file !== undefined) };
  }
}

async function filesOf(options: ListRepositoryOptions, revision: string): Promise<readonly RepositoryFile[]> {
  const files: RepositoryFile[] = [];
  let url: string | undefined = huggingFaceTreeUrl({ ...options, revision });
  for (let page = 0; url !== undefined && page < maxPages; page++) {
    const { json, nextUrl }: ApiAnswer = await requestJson(url, options);
    if (!Array.isArray(json)) throw noJsonError(url, shown(json), 'a list of files');
    files.push(...json.map(fileOf).filter((file) => file !== undefined));
    url = nextUrl;
  }
  return files;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function shown(json: unknown): string {
  return JSON.stringify(json)?.slice(0, 80) ?? 'nothing';
}

function isPlainPath(path: unknown): path is string {
  return typeof path === 'string' && plainPath.test(path) && !path.includes('..');
}

function sizeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** An entry of the tree. Large files have their SHA-256 under `lfs`; of others `oid` is the id of the git blob. */
function fileOf(entry: unknown): RepositoryFile | undefined {
  const { type, path, size, oid, lfs } = objectOf(entry) ?? {};
  if (type !== 'file' || !isPlainPath(path)) return undefined;
  const large = objectOf(lfs);
  const hash = large === undefined ? oid : (large['oid'] ?? large['sha256']);
  return {
    path,
    sizeBytes: sizeOf(large?.['size'] ?? size),
    hash: typeof hash === 'string' ? contentHashOf(hash.replace(/^sha256:/, '')) : undefined,
  };
}

function siblingOf(entry: unknown): RepositoryFile | undefined {
  const path = objectOf(entry)?.['rfilename'];
  return isPlainPath(path) ? { path, sizeBytes: undefined, hash: undefined } : undefined;
}
