import { ConfigError } from '@recyclegpt/spec';
import { defaultEndpoint, endpointBase } from '../hugging-face-url.ts';
import type { Environment } from './cache-folder.ts';

/**
 * The hub's address: `HF_ENDPOINT`, else the public one.
 * @throws ConfigError if it is not an http(s) address.
 */
export function hubEndpoint(env: Environment): string {
  const endpoint = env.HF_ENDPOINT;
  return endpointBase(endpoint === undefined || endpoint === '' ? defaultEndpoint : endpoint);
}

/**
 * Headers for an address: the token of `HF_TOKEN` if the address is one of the hub, nothing otherwise.
 * @throws ConfigError if the token has characters that no token has; it is not shown.
 */
export function hubHeaders(env: Environment, url: string): Readonly<Record<string, string>> {
  const token = env.HF_TOKEN?.trim() ?? '';
  if (token === '' || new URL(url).origin !== new URL(hubEndpoint(env)).origin) return {};
  if (/^[\x21-\x7e]+$/.test(token)) return { authorization: `Bearer ${token}` };
  throw new ConfigError({
    what: 'The token has characters that no token has',
    where: 'HF_TOKEN',
    next: 'Copy it again; spaces and line breaks do not belong to it.',
  });
}
