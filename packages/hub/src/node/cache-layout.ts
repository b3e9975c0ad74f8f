import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError } from '@recyclegpt/spec';
import { aliases, findAlias } from '../aliases.ts';
import type { ModelName } from '../model-name.ts';
import { isPickleName, pickleReason } from '../repository/pickle-reason.ts';
import { cacheFolder, type Environment } from './cache-folder.ts';
import { hubCacheFolder } from './hub-cache-folder.ts';

/** Where the cache is. */
export interface CacheOptions {
  /** Holds downloads from plain addresses, and those of the hub below `hub`. Default: by `env`. */
  readonly cacheFolder?: string | undefined;
  /** Defaults to `process.env`. */
  readonly env?: Environment | undefined;
}

/** A model of a hub, as a name asks for it. */
export interface HubModel {
  readonly kind: 'hugging-face';
  /** How messages and lists call it. */
  readonly label: string;
  readonly organisation: string;
  readonly name: string;
  readonly revision: string;
  /** A path or a quantisation; `undefined`: all that the model needs. */
  readonly file: string | undefined;
  /** What is known of the file before the hub is asked. */
  readonly known: { readonly sha256: string; readonly sizeBytes: number } | undefined;
}

/** A file at a plain address. */
export interface UrlModel {
  readonly kind: 'url';
  readonly label: string;
  readonly url: string;
  /** Folder inside the cache, parted by `/`. */
  readonly folder: string;
  readonly file: string;
}

/** What a model name stands for on the network and in the cache. */
export type RemoteModel = HubModel | UrlModel;

/** Name of the list of verified files, in folders of plain addresses. */
export const manifestName = 'recyclegpt.json';

/** Folder of the cache for downloads from plain addresses, and for what is prepared. */
export function cacheRoot({ cacheFolder: folder, env = process.env }: CacheOptions): string {
  return folder ?? cacheFolder(env);
}

/** Folder of the cache for models of the hub, in the layout that other tools share. */
export function hubRoot({ cacheFolder: folder, env = process.env }: CacheOptions): string {
  return folder === undefined ? hubCacheFolder(env) : join(folder, 'hub');
}

/** The full path of a folder or file of the cache. */
export function cachePath(root: string, path: string): string {
  return join(root, ...path.split('/'));
}

/**
 * What a name stands for; `undefined` for paths, which are never downloaded, and for short names that are no alias.
 * @throws ConfigError for an address whose last part is not the name of a model file.
 */
export function remoteModel(name: ModelName): RemoteModel | undefined {
  switch (name.kind) {
    case 'path':
      return undefined;
    case 'alias': {
      const alias = findAlias(name.name);
      return alias === undefined ? undefined : hubModel(alias);
    }
    case 'hugging-face':
      return hubModel({ ...name, revision: name.revision ?? 'main' });
    case 'url':
      return urlModel(name.url);
    default:
      return name satisfies never;
  }
}

type HubFile = Pick<HubModel, 'organisation' | 'name' | 'revision' | 'file'>;

/** The hash of an alias holds for its file also when it is named in full, as long as the revision is the same. */
function knownFile(wanted: HubFile): HubModel['known'] {
  const keys = ['organisation', 'name', 'revision', 'file'] as const;
  return Object.values(aliases).find((alias) => keys.every((key) => alias[key] === wanted[key]));
}

function hubModel({ organisation, name, revision, file }: HubFile): HubModel {
  return {
    kind: 'hugging-face',
    label: `${organisation}/${name}@${revision}${file === undefined ? '' : `:${file}`}`,
    organisation,
    name,
    revision,
    file,
    known: knownFile({ organisation, name, revision, file }),
  };
}

function urlModel(address: string): UrlModel {
  const url = new URL(address);
  const file = /([^/]*)$/.exec(url.pathname)?.[1] ?? '';
  const label = `${url.origin}${url.pathname}`;
  if (isPickleName(file))
    throw new ConfigError({ what: pickleReason, where: label, expected: 'an address of a .gguf', got: file });
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*\.(?:gguf|bin|recycle\.safetensors)$/i.test(file) || file.includes('..')) {
    throw new ConfigError({
      what: 'This address does not name a model file',
      where: label,
      got: JSON.stringify(file),
      expected: 'an address that ends in a plain name with .gguf, .bin or .recycle.safetensors',
      next: 'Models of several files are fetched as organisation/name from a Hugging Face hub (HF_ENDPOINT sets another).',
    });
  }
  const host = url.host.replaceAll(/[^A-Za-z0-9.-]/g, '_');
  const key = createHash('sha256').update(address).digest('hex').slice(0, 16);
  return { kind: 'url', label, url: address, folder: `models/url--${host}/${key}`, file };
}
