import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';

/** Environment variables, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is set to something. */
export function variable(env: Environment, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === '' ? undefined : value;
}

/** The folder in which this system's users keep caches. */
function platformFolder(env: Environment): string {
  if (platform() === 'win32') return variable(env, 'LOCALAPPDATA') ?? join(homedir(), 'AppData', 'Local');
  if (platform() === 'darwin') return join(homedir(), 'Library', 'Caches');
  return join(variable(env, 'HOME') ?? homedir(), '.cache');
}

/** Where downloads are kept: `RECYCLEGPT_CACHE`, else `XDG_CACHE_HOME/recyclegpt`, else the platform's cache folder. */
export function cacheFolder(env: Environment): string {
  const own = variable(env, 'RECYCLEGPT_CACHE');
  if (own !== undefined) return resolve(own);
  return join(variable(env, 'XDG_CACHE_HOME') ?? platformFolder(env), 'recyclegpt');
}
