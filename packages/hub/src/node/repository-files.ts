import { ConfigError, DownloadError } from '@recyclegpt/spec';
import { shownUrl } from '../shown-url.ts';

/** The description of a repository, as far as it is needed. */
export interface RepositoryInfo {
  readonly commit: string | undefined;
  /** Paths inside the repository that the cache can hold. */
  readonly files: readonly string[];
}

const plainPath = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

/** What is read beside the weights of a safetensors model. */
const companions: readonly string[] = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'vocab.json',
  'merges.txt',
  'tokenizer.model',
  'model.safetensors.index.json',
];

function describedBy(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // An error page of a proxy, say; the caller tells that it is no description.
  }
}

/**
 * Reads the hub's description of a repository.
 * @throws DownloadError if it is none.
 */
export function parseRepositoryInfo(json: string, url: string): RepositoryInfo {
  const { sha, siblings } = describedBy(json) ?? {};
  if (!Array.isArray(siblings)) {
    throw new DownloadError({
      what: 'The hub answers with something other than the description of a repository',
      where: shownUrl(url),
      got: JSON.stringify(json.slice(0, 80)),
      expected: 'JSON with a list "siblings"',
      next: 'Check HF_ENDPOINT and the proxy, or name the file: organisation/name:file.',
    });
  }
  const names = siblings.map((each: unknown) =>
    typeof each === 'object' && each !== null && 'rfilename' in each ? each.rfilename : undefined,
  );
  const files = names.filter((name): name is string => typeof name === 'string' && plainPath.test(name));
  const commit = typeof sha === 'string' && /^[0-9a-f]{40}$/.test(sha) ? sha : undefined;
  return { commit, files };
}

/**
 * The files that make up the model of a repository: safetensors with all that lies beside it, else its one .gguf.
 * @throws ConfigError if there are several .gguf, naming them; DownloadError if there is no model.
 */
export function chooseModelFiles(files: readonly string[], label: string): readonly string[] {
  const weights = files.filter((file) => /^[^/]+\.safetensors$/.test(file));
  const own = weights.filter((file) => /^model(?:-\d+-of-\d+)?\.safetensors$/.test(file));
  if (weights.length > 0 && files.includes('config.json')) {
    return [...companions.filter((file) => files.includes(file)), ...(own.length > 0 ? own : weights)];
  }
  const ggufs = files.filter((file) => /\.gguf$/i.test(file));
  if (ggufs.length === 1) return ggufs;
  if (ggufs.length === 0) throw noModelError(files, label);
  throw new ConfigError({
    what: 'The repository holds several models',
    where: label,
    got: ggufs.join(', '),
    expected: 'the name of one of them',
    next: `Write it after a colon: ${label.replace(/@main$/, '')}:${ggufs[0]}`,
  });
}

function noModelError(files: readonly string[], label: string): DownloadError {
  return new DownloadError({
    what: 'The repository holds no model that can be read',
    where: label,
    got: `${files.length} files: ${files.slice(0, 12).join(', ')}${files.length > 12 ? ', ...' : ''}`,
    expected: 'a .gguf, or .safetensors with config.json',
    next: 'Look for a repository of the same model with "GGUF" in its name.',
  });
}
