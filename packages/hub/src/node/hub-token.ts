import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '@recyclegpt/spec';
import { defaultEndpoint, endpointBase } from '../hugging-face-url.ts';
import { type Environment, variable } from './cache-folder.ts';
import { fileErrorOf, isMissing } from './file-errors.ts';
import { huggingFaceHome } from './hub-cache-folder.ts';

/**
 * The hub's address: `HF_ENDPOINT`, else the public one.
 * @throws ConfigError if it is not an http(s) address.
 */
export function hubEndpoint(env: Environment): string {
  return endpointBase(variable(env, 'HF_ENDPOINT') ?? defaultEndpoint);
}

/** Whether `HF_HUB_OFFLINE` forbids requests, as other tools of the hub read it. */
export function isOffline(env: Environment): boolean {
  return /^(?:1|on|yes|true)$/i.test(env['HF_HUB_OFFLINE'] ?? '');
}

/** A token and where it was found. */
interface FoundToken {
  readonly token: string;
  readonly where: string;
}

async function findToken(env: Environment): Promise<FoundToken | undefined> {
  for (const where of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
    const token = env[where]?.trim() ?? '';
    if (token !== '') return { token, where };
  }
  const where = variable(env, 'HF_TOKEN_PATH') ?? join(huggingFaceHome(env), 'token');
  try {
    const token = (await readFile(where, 'utf8')).trim();
    return token === '' ? undefined : { token, where };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileErrorOf(error, 'The token of the hub cannot be read', where);
  }
}

/**
 * Headers for an address: the token if the address is one of the hub, nothing otherwise. The token is that of `HF_TOKEN`,
 * else that of the file which `hf auth login` writes (`HF_TOKEN_PATH`, else `token` in `HF_HOME`).
 * @throws ConfigError if the token has characters that no token has; it is not shown.
 */
export async function hubHeaders(env: Environment, url: string): Promise<Readonly<Record<string, string>>> {
  if (new URL(url).origin !== new URL(hubEndpoint(env)).origin) return {};
  const found = await findToken(env);
  if (found === undefined) return {};
  if (/^[\x21-\x7e]+$/.test(found.token)) return { authorization: `Bearer ${found.token}` };
  throw new ConfigError({
    what: 'The token has characters that no token has',
    where: found.where,
    next: 'Copy it again; spaces and line breaks do not belong to it.',
  });
}
