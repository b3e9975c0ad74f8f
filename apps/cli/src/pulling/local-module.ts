import type { Environment } from '@recyclegpt/hub/node';
import { openNamed } from '../load-model.ts';
import { chooseRecycle } from '../recycling/choose-recycle.ts';
import { recycleFiles } from '../recycling/recycle-files.ts';

/** A module on this machine that commands will take for a model. */
export interface LocalModule {
  readonly path: string;
  /** Base that it was trained on. */
  readonly baseName: string;
}

/**
 * The module that will draft for a model: beside it, in model folders, or in an installed package. `undefined` if none fits.
 * @param path the model's file, or its folder
 */
export async function localModule(
  path: string,
  modelFolder: string,
  env: Environment,
): Promise<LocalModule | undefined> {
  using opened = await openNamed(path, { env });
  const packageRoots = [process.cwd(), import.meta.dirname];
  const files = await recycleFiles({ modelFolder, env, packageRoots });
  // Modules that cannot be used are told of when the model is loaded; here they just do not count.
  using recycle = await chooseRecycle(files, opened, () => undefined);
  return recycle === undefined ? undefined : { path: recycle.name, baseName: recycle.base.name };
}
