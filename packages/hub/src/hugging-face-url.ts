import { ConfigError } from '@recyclegpt/spec';

/** Where the hub is unless an endpoint is given. */
export const defaultEndpoint = 'https://huggingface.co';

/** One file of one repository. */
export interface HuggingFaceFile {
  readonly organisation: string;
  readonly name: string;
  readonly revision?: string | undefined;
  /** Path inside the repository. */
  readonly file: string;
  /** Address of the hub or of a mirror. */
  readonly endpoint?: string | undefined;
}

/**
 * An endpoint without the slashes at its end.
 * @throws ConfigError if it is not an http(s) address.
 */
export function endpointBase(endpoint: string): string {
  const isHttp = URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol);
  if (isHttp) return endpoint.replace(/\/+$/, '');
  throw new ConfigError({
    what: 'The endpoint of the hub cannot be used',
    where: 'endpoint or HF_ENDPOINT',
    got: JSON.stringify(endpoint),
    expected: `an http(s) address such as ${defaultEndpoint}`,
  });
}

/**
 * The address under which the hub resolves a file: `{endpoint}/{organisation}/{name}/resolve/{revision}/{file}`.
 * @throws ConfigError if the endpoint is not an http(s) address.
 */
export function huggingFaceUrl(options: HuggingFaceFile): string {
  const { organisation, name, revision = 'main', file, endpoint = defaultEndpoint } = options;
  const path = file.split('/').map(encodeURIComponent).join('/');
  return `${endpointBase(endpoint)}/${organisation}/${name}/resolve/${encodeURIComponent(revision)}/${path}`;
}

/**
 * The address of a repository's description, with the list of its files.
 * @throws ConfigError if the endpoint is not an http(s) address.
 */
export function huggingFaceInfoUrl(options: Omit<HuggingFaceFile, 'file'>): string {
  const { organisation, name, revision = 'main', endpoint = defaultEndpoint } = options;
  return `${endpointBase(endpoint)}/api/models/${organisation}/${name}/revision/${encodeURIComponent(revision)}`;
}

/**
 * The address of the list of a repository's files, those in folders included; long lists come in pages.
 * @throws ConfigError if the endpoint is not an http(s) address.
 */
export function huggingFaceTreeUrl(options: Omit<HuggingFaceFile, 'file'>): string {
  const { organisation, name, revision = 'main', endpoint = defaultEndpoint } = options;
  const base = `${endpointBase(endpoint)}/api/models/${organisation}/${name}`;
  return `${base}/tree/${encodeURIComponent(revision)}?recursive=true`;
}
