import { type OpenedModel, type OpenedRecycle, openModel, seededModel, seededRecycle } from '@recyclegpt/core';
import { FileError } from '@recyclegpt/spec';
import type { SortedFiles } from './sort-files.ts';

/** Opens a model of any format. @throws FileError, TokenizerError as core's `openModel` does, and for a module alone */
export async function openAnyModel({ model, module }: SortedFiles): Promise<OpenedModel> {
  if (model !== undefined) return await openModel(model);
  throw new FileError({
    what: 'This is a recycle module without its model',
    where: module?.name,
    expected: 'the model that it drafts for',
    next: 'Load the model first, or drop its files together with the module.',
  });
}

/** The model that is there where the page was built without one. */
export function openSeededModel(): OpenedModel {
  return seededModel();
}

/** Its module. */
export async function openSeededRecycle(opened: OpenedModel): Promise<OpenedRecycle> {
  return await seededRecycle(opened);
}
