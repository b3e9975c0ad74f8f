import { checkFit, fitsFamily, type OpenedModel, readRecycleFile } from '@recyclegpt/core';
import type { CachedFiles, RemoteModule } from '@recyclegpt/hub/node';
import { ConfigError, FileError } from '@recyclegpt/spec';
import { openNamed } from '../load-model.ts';

/** Which module was taken along with a model, or why none was. */
export interface ModuleChoice {
  /** Path in the repository; `undefined`: none fits. */
  readonly path: string | undefined;
  /** What was found of each, for people. */
  readonly reasons: readonly string[];
}

/**
 * Looks at the headers of the modules beside a model on the hub, a few kilobytes of each, and takes the one that was
 * trained on this very model, else the first of its shape and vocabulary.
 * @throws DownloadError if the hub refuses.
 */
export async function chooseRemoteModule(modules: readonly RemoteModule[], model: CachedFiles): Promise<ModuleChoice> {
  using opened = await openNamed(model.path);
  const reasons: string[] = [];
  let fitting: string | undefined;
  for (const module of modules) {
    const fit = await fitOf(module, opened);
    reasons.push(`${module.path}: ${fit.reason}`);
    if (fit.isSame) return { path: module.path, reasons };
    if (fit.isFitting) fitting ??= module.path;
  }
  return { path: fitting, reasons };
}

interface Fit {
  readonly isFitting: boolean;
  /** It was trained on these weights. */
  readonly isSame: boolean;
  readonly reason: string;
}

async function fitOf(module: RemoteModule, opened: OpenedModel): Promise<Fit> {
  try {
    using recycle = await readRecycleFile(await module.open());
    if (!fitsFamily(recycle, opened))
      return { isFitting: false, isSame: false, reason: `made for another model (${recycle.base.name})` };
    const { matches } = await checkFit(recycle, opened);
    const reason = matches ? 'trained on this model' : `fits, but was trained on other weights (${recycle.base.name})`;
    return { isFitting: true, isSame: matches, reason };
  } catch (error) {
    if (!FileError.isInstance(error) && !ConfigError.isInstance(error)) throw error;
    return { isFitting: false, isSame: false, reason: `cannot be used. ${error.message}` };
  }
}
