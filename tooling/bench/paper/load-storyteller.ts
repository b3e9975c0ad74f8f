import { type LanguageModel, type LoadModelOptions, loadModel } from 'recyclegpt';
import type { StorytellerFolder } from './paper-settings.ts';

/** A storyteller from its folder, with the module of a file or without one, and with the threads that users get. */
export async function loadStoryteller(
  { folder }: StorytellerFolder,
  recycle: string,
  options: LoadModelOptions = {},
): Promise<LanguageModel> {
  return await loadModel(folder, { recycle, ...options });
}

/** Parameters of a model without its module. */
export function parametersOf({ recycle }: LanguageModel): number | undefined {
  return recycle === undefined ? undefined : recycle.parameters / recycle.shareOfBase;
}
