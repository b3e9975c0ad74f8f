import { checkFit, fitsFamily, type OpenedModel, type OpenedRecycle, readRecycleFile } from '@recyclegpt/core';
import { type Environment, fileSource, findModule } from '@recyclegpt/hub/node';
import { ConfigError, FileError } from '@recyclegpt/spec';

/**
 * The module for a model among some files: the first that was trained on these very weights, else the first that fits the
 * model's shape and vocabulary; `undefined` if none does. Files that cannot be used are told of and passed over.
 */
export async function chooseRecycle(
  files: readonly string[],
  opened: OpenedModel,
  onWarning: (message: string) => void,
): Promise<OpenedRecycle | undefined> {
  let best: OpenedRecycle | undefined;
  for (const file of files) {
    const recycle = await openOrTell(file, onWarning);
    if (recycle === undefined) continue;
    const isFitting = fitsFamily(recycle, opened);
    if (isFitting && (await checkFit(recycle, opened)).matches) {
      best?.[Symbol.dispose]();
      return recycle;
    }
    if (isFitting && best === undefined) best = recycle;
    else recycle[Symbol.dispose]();
  }
  return best;
}

/**
 * Opens the module in a file, or in the cache under the name that `recyclegpt pull` took.
 * @throws FileError, ConfigError as `readRecycleFile` and `findModule` do.
 */
export async function openRecycle(name: string, env: Environment = process.env): Promise<OpenedRecycle> {
  return await readRecycleFile(await fileSource(await findModule(name, { env })));
}

async function openOrTell(file: string, onWarning: (message: string) => void): Promise<OpenedRecycle | undefined> {
  try {
    return await openRecycle(file);
  } catch (error) {
    if (!FileError.isInstance(error) && !ConfigError.isInstance(error)) throw error;
    onWarning(`A recycle module is not used. ${error.message}`);
    return undefined;
  }
}
