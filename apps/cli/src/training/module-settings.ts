import { ConfigError } from '@recyclegpt/spec';
import { type ModuleRecipe, moduleRecipe } from '@recyclegpt/train';
import { type OptionName, type OptionValues, spellingOf } from '../arguments/option-definitions.ts';
import { contradiction, hoursOf, missing, outOfRange } from './base-settings.ts';

/** How to train a module for a model, from the options; what the model decides is left open. */
export interface ModuleSettings {
  readonly base: string;
  readonly out: string;
  readonly texts:
    | { readonly kind: 'prompts'; readonly file: string }
    | { readonly kind: 'answers'; readonly file: string }
    | { readonly kind: 'own-prompts' };
  readonly layers: number;
  readonly taps: readonly number[] | undefined;
  readonly draftVocab: number | undefined;
  readonly recipe: ModuleRecipe;
  readonly hours: number | undefined;
  /** Most tokens of an answer. */
  readonly maxTokens: number | undefined;
  readonly cacheBytes: number;
  readonly type: 'F32' | 'F16' | 'I8';
}

/** Options of training from texts alone. */
const baseOnly = [
  'data',
  'size',
  'config',
  'tokenizer',
  'vocab',
  'module-layers',
  'no-module',
] as const satisfies readonly OptionName[];

const usualCacheBytes = 20e9;
const types = { int8: 'I8', f16: 'F16', f32: 'F32' } as const;

/** @throws ConfigError naming an option that is missing, of no use here, or contradicts another */
export function moduleSettings(options: OptionValues, words: readonly string[]): ModuleSettings {
  const other = baseOnly.find((name) => options[name] !== undefined);
  if (other !== undefined)
    throw new ConfigError({
      what: 'This option is for training a model from texts',
      where: `--${spellingOf(other)}`,
      next: 'Leave the word `module` out to train a model with its module from texts.',
    });
  if (words.length > 1)
    throw new ConfigError({ what: '`recyclegpt train module` takes no other words', got: words.slice(1).join(' ') });
  const { base, 'out-folder': out, 'cache-bytes': cacheBytes, format = 'int8' } = options;
  if (base === undefined) throw missing('--base', 'the model that the module is for');
  if (out === undefined) throw missing('--out', 'a folder for the run');
  return {
    base,
    out,
    texts: textsOf(options),
    layers: options['module-depth'] ?? 1,
    taps: options.taps && tapsOf(options.taps),
    draftVocab: options['draft-vocab'],
    recipe: recipeOf(options),
    hours: hoursOf(options),
    maxTokens: options['max-tokens'],
    cacheBytes: cacheBytes === undefined ? usualCacheBytes : bytesOf(cacheBytes),
    type: types[format],
  };
}

function textsOf({ prompts, answers, 'max-tokens': maxTokens }: OptionValues): ModuleSettings['texts'] {
  if (answers === undefined)
    return prompts === undefined ? { kind: 'own-prompts' } : { kind: 'prompts', file: prompts };
  if (prompts !== undefined)
    throw contradiction('--prompts', '--answers', 'the texts are there already, or are written');
  if (maxTokens !== undefined) throw contradiction('--max-tokens', '--answers', 'nothing is written then');
  return { kind: 'answers', file: answers };
}

function recipeOf(options: OptionValues): ModuleRecipe {
  const { epochs, batch, seq, 'learning-rate': learningRate, steps, loss, 'training-seed': seed } = options;
  if (epochs !== undefined && !(epochs > 0)) throw outOfRange('--epochs', epochs, 'a number above 0');
  if (learningRate !== undefined && !(learningRate > 0))
    throw outOfRange('--learning-rate', learningRate, 'a number above 0');
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0))
    throw outOfRange('--seed', seed, 'a whole number from 0 on');
  return {
    ...moduleRecipe,
    ...(epochs === undefined ? {} : { epochs }),
    ...(batch === undefined ? {} : { batch }),
    ...(seq === undefined ? {} : { seq }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(steps === undefined ? {} : { steps }),
    ...(loss === undefined ? {} : { loss }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function tapsOf(taps: readonly string[]): readonly number[] {
  const layers = taps.map(Number);
  const isAscending = layers.every((layer, i) => Number.isSafeInteger(layer) && layer > (layers[i - 1] ?? -1));
  if (isAscending) return layers;
  throw outOfRange('--taps', taps.join(','), 'layers of the base from 0, each once, in ascending order, as in 6,14,22');
}

const units: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

function bytesOf(text: string): number {
  const [, number, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = units[unit.toLowerCase()];
  const bytes = number === undefined || factor === undefined ? 0 : Number(number) * factor;
  if (bytes >= 1) return Math.floor(bytes);
  throw outOfRange('--cache-bytes', JSON.stringify(text), 'a size, as in 20GB or 500MB');
}
