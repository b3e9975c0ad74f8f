import { ConfigError } from '@recyclegpt/spec';
import { type BaseRecipe, type BaseSizeName, baseRecipe, type JsonValue } from '@recyclegpt/train';
import { type OptionName, type OptionValues, spellingOf } from '../arguments/option-definitions.ts';
import type { RunRecord } from './run-record.ts';

/** How to train a base, from the options. */
export interface BaseSettings {
  readonly files: readonly string[];
  readonly out: string;
  readonly shape:
    | { readonly kind: 'size'; readonly size: BaseSizeName }
    | { readonly kind: 'file'; readonly file: string };
  /** A file, or the vocabulary of one to train. */
  readonly tokenizer: string | number;
  readonly hasModule: boolean;
  readonly moduleLayers: number | undefined;
  readonly recipe: BaseRecipe;
  /** Instead of the recipe's epochs. */
  readonly hours: number | undefined;
  readonly type: 'F32' | 'F16';
  readonly record: RunRecord;
}

const usualVocab = 4096;

/** Options of `train module` alone. */
const moduleOnly = [
  'base',
  'prompts',
  'answers',
  'module-depth',
  'taps',
  'draft-vocab',
  'loss',
  'cache-bytes',
  'precision',
  'max-tokens',
] as const satisfies readonly OptionName[];

/** @throws ConfigError naming an option that is missing, of no use here, or contradicts another */
export function baseSettings(options: OptionValues, words: readonly string[]): BaseSettings {
  refuseOthers(options);
  const files = [...(options.data ?? []), ...words];
  if (options.data === undefined)
    throw missing('--data', 'files of text', words.length > 0 ? 'Put --data before them.' : undefined);
  const { 'out-folder': out, size, config: file, tokenizer, vocab } = options;
  if (out === undefined) throw missing('--out', 'a folder for the run');
  if (tokenizer !== undefined && vocab !== undefined)
    throw contradiction('--vocab', '--tokenizer', 'the file has its own');
  if (size !== undefined && file !== undefined) throw contradiction('--config', '--size', 'each of them is a shape');
  const hasModule = moduleOf(options);
  const settings = {
    files,
    out,
    shape: file === undefined ? ({ kind: 'size', size: size ?? 'small' } as const) : ({ kind: 'file', file } as const),
    tokenizer: tokenizer ?? vocab ?? usualVocab,
    hasModule,
    moduleLayers: options['module-layers'],
    recipe: recipeOf(options),
    hours: hoursOf(options),
    type: typeOf(options),
  };
  return { ...settings, record: { kind: 'base', options: pinned(settings) } };
}

function recipeOf(options: OptionValues): BaseRecipe {
  const { epochs, batch, seq, 'learning-rate': learningRate, steps, 'training-seed': seed } = options;
  if (epochs !== undefined && !(epochs > 0)) throw outOfRange('--epochs', epochs, 'a number above 0');
  if (learningRate !== undefined && !(learningRate > 0))
    throw outOfRange('--learning-rate', learningRate, 'a number above 0');
  if (seed !== undefined && !(Number.isSafeInteger(seed) && seed >= 0))
    throw outOfRange('--seed', seed, 'a whole number from 0 on');
  return {
    ...baseRecipe,
    draftSteps: steps ?? (options.size === 'paper' ? 1 : baseRecipe.draftSteps),
    ...(epochs === undefined ? {} : { epochs }),
    ...(batch === undefined ? {} : { batch }),
    ...(seq === undefined ? {} : { seq }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function moduleOf(options: OptionValues): boolean {
  if (options['no-module'] !== true) return true;
  for (const name of ['module-layers', 'steps'] as const)
    if (options[name] !== undefined) throw contradiction(`--${name}`, '--no-module', 'there is no module then');
  if (options.size === 'paper') throw contradiction('--size paper', '--no-module', 'its module is what it is about');
  return false;
}

/** @throws ConfigError for no time, or beside --epochs */
export function hoursOf({ hours, epochs }: OptionValues): number | undefined {
  if (hours === undefined) return undefined;
  if (epochs !== undefined) throw contradiction('--hours', '--epochs', 'each of them says how long to train');
  if (!(hours > 0)) throw outOfRange('--hours', hours, 'a number above 0');
  return hours;
}

function typeOf({ format }: OptionValues): BaseSettings['type'] {
  if (format === 'int8')
    throw outOfRange('--format', format, 'f16 or f32: a base is written in full, and run in any precision');
  return format === 'f32' ? 'F32' : 'F16';
}

function pinned({
  shape,
  tokenizer,
  hasModule,
  moduleLayers,
  recipe,
  hours,
}: Omit<BaseSettings, 'record'>): Record<string, JsonValue> {
  return {
    ...(shape.kind === 'size' ? { size: shape.size } : { config: shape.file }),
    ...(typeof tokenizer === 'string' ? { tokenizer } : { vocab: tokenizer }),
    'no-module': !hasModule,
    'module-layers': moduleLayers ?? null,
    steps: recipe.draftSteps,
    ...(hours === undefined ? { epochs: recipe.epochs } : { hours }),
    batch: recipe.batch,
    seq: recipe.seq,
    'learning-rate': recipe.learningRate,
    seed: recipe.seed,
  };
}

function refuseOthers(options: OptionValues): void {
  const other = moduleOnly.find((name) => options[name] !== undefined);
  if (other === undefined) return;
  throw new ConfigError({
    what: 'This option is for `recyclegpt train module`',
    where: `--${spellingOf(other)}`,
    next: 'Write `recyclegpt train module …` to train a module for a model that there is.',
  });
}

/** An option that has to be given. */
export function missing(option: string, expected: string, next = 'See `recyclegpt train --help`.'): ConfigError {
  return new ConfigError({ what: '`recyclegpt train` needs this option', where: option, expected, next });
}

/** Two options that do not go together. */
export function contradiction(option: string, other: string, reason: string): ConfigError {
  return new ConfigError({
    what: `An option cannot be used beside ${other}`,
    where: option,
    expected: `one of them: ${reason}`,
  });
}

/** A value that an option cannot have. */
export function outOfRange(option: string, got: string | number, expected: string): ConfigError {
  return new ConfigError({ what: 'An option cannot be used', where: option, got: `${got}`, expected });
}
