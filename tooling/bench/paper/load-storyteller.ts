import { type LanguageModel, type LoadModelOptions, loadModel } from 'recyclegpt';
import type { StorytellerFolder } from './paper-settings.ts';

/** A storyteller, with the module of a file or without one. It tells from its folder, not from what is installed. */
export async function loadStoryteller(
  { folder }: StorytellerFolder,
  recycle: string,
  options: LoadModelOptions = {},
): Promise<LanguageModel> {
  return await loadModel(folder, { threads: 2, recycle, ...options });
}

/** Parameters of a model without its module. */
export function parametersOf({ recycle }: LanguageModel): number | undefined {
  return recycle === undefined ? undefined : recycle.parameters / recycle.shareOfBase;
}
