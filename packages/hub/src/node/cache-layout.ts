import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ConfigError } from '@recyclegpt/spec';
import { aliases, findAlias } from '../aliases.ts';
import type { ModelName } from '../model-name.ts';

/** What a model name stands for on the network and in the cache. */
export interface RemoteModel {
  readonly kind: 'hugging-face' | 'url';
  /** How messages and lists call it. */
  readonly label: string;
  /** Folder inside the cache, parted by `/`: `models/{organisation}--{name}/{revision}`. */
  readonly folder: string;
  readonly organisation: string;
  readonly name: string;
  readonly revision: string;
  /** `undefined`: all that the model needs. */
  readonly file: string | undefined;
  /** Address of a `url` model. */
  readonly url: string | undefined;
  readonly sha256: string | undefined;
  readonly sizeBytes: number | undefined;
}

/** What the cache writes into a folder when all files of a pull have come. */
export const manifestName = 'recyclegpt.json';

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
      return alias === undefined ? undefined : hubModel(alias, alias);
    }
    case 'hugging-face':
      return hubModel({ ...name, revision: name.revision ?? 'main' }, knownFile(name));
    case 'url':
      return urlModel(name.url);
    default:
      return name satisfies never;
  }
}

interface HubFile {
  readonly organisation: string;
  readonly name: string;
  readonly revision: string;
  readonly file: string | undefined;
}

interface KnownContent {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** The hash of an alias holds for its file also when it is named in full, as long as the revision is the same. */
function knownFile(wanted: { readonly [Key in keyof HubFile]: HubFile[Key] | undefined }): KnownContent | undefined {
  const keys = ['organisation', 'name', 'revision', 'file'] as const;
  return Object.values(aliases).find((alias) => keys.every((key) => alias[key] === wanted[key]));
}

function hubModel({ organisation, name, revision, file }: HubFile, content: KnownContent | undefined): RemoteModel {
  return {
    kind: 'hugging-face',
    label: `${organisation}/${name}@${revision}${file === undefined ? '' : `:${file}`}`,
    folder: `models/${organisation}--${name}/${revision.replaceAll('/', '--')}`,
    organisation,
    name,
    revision,
    file,
    url: undefined,
    sha256: content?.sha256,
    sizeBytes: content?.sizeBytes,
  };
}

function urlModel(address: string): RemoteModel {
  const url = new URL(address);
  const file = /([^/]*)$/.exec(url.pathname)?.[1] ?? '';
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*\.(?:gguf|bin)$/i.test(file) || file.includes('..')) {
    throw new ConfigError({
      what: 'This address does not name a model file',
      where: `${url.origin}${url.pathname}`,
      got: JSON.stringify(file),
      expected: 'an address that ends in a plain name with .gguf or .bin',
      next: 'Models of several files are fetched as organisation/name from a Hugging Face hub (HF_ENDPOINT sets another).',
    });
  }
  const host = url.host.replaceAll(/[^A-Za-z0-9.-]/g, '_');
  const key = createHash('sha256').update(address).digest('hex').slice(0, 16);
  return {
    ...hubModel({ organisation: 'url', name: host, revision: key, file }, undefined),
    kind: 'url',
    label: `${url.origin}${url.pathname}`,
    url: address,
  };
}
