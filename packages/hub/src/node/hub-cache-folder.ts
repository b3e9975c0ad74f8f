import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder, type Environment, variable } from './cache-folder.ts';

/** Where tools of Hugging Face keep their things, unless they are told otherwise. */
function defaultHome(env: Environment): string {
  return join(variable(env, 'XDG_CACHE_HOME') ?? join(variable(env, 'HOME') ?? homedir(), '.cache'), 'huggingface');
}

/** The folder of the token file: `HF_HOME`, else `huggingface` among the user's caches. */
export function huggingFaceHome(env: Environment): string {
  const home = variable(env, 'HF_HOME');
  return home === undefined ? defaultHome(env) : resolve(home);
}

/**
 * Where files of the hub are kept, in the layout that other tools share: `HF_HUB_CACHE`, else `HF_HOME/hub`, else
 * `RECYCLEGPT_CACHE/hub`, else `huggingface/hub` among the user's caches.
 */
export function hubCacheFolder(env: Environment): string {
  const own = variable(env, 'HF_HUB_CACHE') ?? variable(env, 'HUGGINGFACE_HUB_CACHE');
  if (own !== undefined) return resolve(own);
  if (variable(env, 'HF_HOME') === undefined && variable(env, 'RECYCLEGPT_CACHE') !== undefined)
    return join(cacheFolder(env), 'hub');
  return join(huggingFaceHome(env), 'hub');
}
