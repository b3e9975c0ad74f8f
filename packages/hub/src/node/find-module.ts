import { resolve } from 'node:path';
import { FileError } from '@recyclegpt/spec';
import { parseModelName } from '../model-name.ts';
import { type CacheOptions, remoteModel } from './cache-layout.ts';
import { fileSize } from './file-size.ts';
import { findCached } from './find-cached.ts';

/**
 * The file of a recycle module that a user named: a path as it is, or what `organisation/name[@revision][:file]` stands
 * for in the cache. Asks nothing of the network.
 * @throws FileError if it is not there; ConfigError if the name cannot be read.
 */
export async function findModule(name: string, options: CacheOptions = {}): Promise<string> {
  if ((await fileSize(resolve(name))) !== undefined) return resolve(name);
  const parsed = parseModelName(name);
  const remote = parsed.kind === 'hugging-face' || parsed.kind === 'url' ? remoteModel(parsed) : undefined;
  const found = remote === undefined ? undefined : await findCached(remote, options);
  if (found?.format === 'recycle') return found.path;
  throw new FileError({
    what: 'There is no such recycle module',
    where: name,
    got: found === undefined ? undefined : `a model in ${found.format}`,
    next:
      remote === undefined
        ? 'Check the spelling, and the folder that this was started in.'
        : `Fetch it with \`recyclegpt pull ${name}\`, or give the path of a file.`,
  });
}
