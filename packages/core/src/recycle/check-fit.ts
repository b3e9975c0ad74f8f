import { ConfigError, type WeightSource } from '@recyclegpt/spec';
import type { OpenedModel } from '../open-model.ts';
import { familyPrint } from './family-print.ts';
import type { OpenedRecycle } from './opened-recycle.ts';
import { comparePrints, type PrintComparison, weightsPrint } from './weights-print.ts';

/** Whether a module was made for models of this shape and vocabulary; its header tells. */
export function fitsFamily(recycle: OpenedRecycle, opened: Pick<OpenedModel, 'weights' | 'tokenizer'>): boolean {
  return reasonAgainst(recycle, opened) === undefined;
}

/** The first thing that tells base and module apart. */
function reasonAgainst(
  { config, base }: OpenedRecycle,
  { weights, tokenizer }: Pick<OpenedModel, 'weights' | 'tokenizer'>,
): { readonly expected: string; readonly got: string } | undefined {
  for (const key of ['hidden', 'vocab'] as const) {
    if (config[key] !== weights.config[key])
      return { expected: `a model with ${key} ${config[key]}`, got: `${weights.config[key]}` };
  }
  const last = config.tappedLayers.at(-1) ?? 0;
  if (last >= weights.config.layers)
    return { expected: `a model with more than ${last} layers`, got: `${weights.config.layers}` };
  const family = familyPrint({ config: weights.config, tokenizer }, config.tappedLayers);
  if (family === base.family) return undefined;
  return { expected: `family ${base.family} (${base.name})`, got: `family ${family}` };
}

/**
 * Compares a module with the base that it is to draft for.
 * @returns how its weights compare with those of the base that it was trained on
 * @throws ConfigError if it was made for a model of another shape or vocabulary, FileError if the base cannot be read.
 */
export async function checkFit(
  recycle: OpenedRecycle,
  opened: Pick<OpenedModel, 'weights' | 'tokenizer' | 'name'>,
): Promise<PrintComparison> {
  const reason = reasonAgainst(recycle, opened);
  if (reason !== undefined) {
    throw new ConfigError({
      what: `The recycle module was made for another model than ${opened.name}`,
      where: recycle.name,
      ...reason,
      next: 'Take the module that belongs to this model, train one for it, or go without.',
    });
  }
  return await compareWeights(recycle, opened.weights);
}

async function compareWeights({ base }: OpenedRecycle, weights: WeightSource): Promise<PrintComparison> {
  return comparePrints(base.weights, await weightsPrint(weights));
}
