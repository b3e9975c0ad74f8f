import type { GenerateOptions } from '@recyclegpt/core';
import { ConfigError, FileError } from '@recyclegpt/spec';
import type { OptionValues } from '../arguments/option-definitions.ts';
import { generationOptions } from '../generating/generation-options.ts';
import { type PromptLine, readPrompts } from '../generating/read-prompts.ts';
import { type CreateDrafters, draftersOption } from './drafters-option.ts';

/** Measured when nothing else is asked for. */
const defaults = { maxTokens: 128, repeats: 3, warmUp: 1, schedulers: ['autoregressive', 'verified', 'adaptive'] };

/** What `bench` measures, checked as far as it can be without a model. */
export interface BenchSettings {
  readonly prompts: readonly PromptLine[];
  readonly contestants: readonly { readonly name: string; readonly options: GenerateOptions }[];
  readonly drafters: CreateDrafters;
  readonly maxTokens: number;
  readonly repeats: number;
  readonly warmUp: number;
}

/** @throws ConfigError naming the option, FileError naming file and line. */
export async function benchSettings(options: OptionValues): Promise<BenchSettings> {
  const { schedulers = defaults.schedulers, repeats = defaults.repeats, 'max-tokens': maxTokens } = options;
  const shared = { ...options, 'max-tokens': maxTokens ?? defaults.maxTokens };
  const contestants: { name: string; options: GenerateOptions }[] = [];
  for (const name of schedulers) contestants.push({ name, options: await contestantOptions(name, shared) });
  return {
    contestants,
    drafters: draftersOption(options.drafters),
    maxTokens: shared['max-tokens'],
    repeats,
    warmUp: readWarmUp(options['warm-up']),
    prompts: await readSomePrompts(options),
  };
}

/** `verified:3` is the scheduler with a draft length. */
async function contestantOptions(name: string, options: OptionValues): Promise<GenerateOptions> {
  const [, scheduler = name, length] = /^([\w-]+):(\d+)$/.exec(name) ?? [];
  const withLength = length === undefined ? {} : { 'draft-length': Number(length) };
  try {
    return await generationOptions({ ...options, scheduler, ...withLength });
  } catch (error) {
    throw inWordsOfBench(error, name);
  }
}

/** Errors about `--scheduler` and `--draft-length`, which are one option here. */
export function inWordsOfBench(error: unknown, name: string): unknown {
  if (!ConfigError.isInstance(error) && !FileError.isInstance(error)) return error;
  const { details } = error;
  const [, option] = /^--(scheduler|draft-length)\b/.exec(details.where ?? '') ?? [];
  if (option === undefined && ConfigError.isInstance(error)) return error;
  const words = {
    ...details,
    where: `--schedulers ${name}`,
    expected: option === 'draft-length' ? 'verified or adaptive before the colon' : details.expected,
    next: details.next?.replaceAll('--scheduler', '--schedulers'),
  };
  return ConfigError.isInstance(error) ? new ConfigError(words) : new FileError(words);
}

function readWarmUp(warmUp: number = defaults.warmUp): number {
  if (Number.isSafeInteger(warmUp) && warmUp >= 0) return warmUp;
  throw new ConfigError({
    what: 'An option cannot be used',
    where: '--warm-up',
    got: String(warmUp),
    expected: 'a whole number of at least 0',
  });
}

async function readSomePrompts({ prompts: file, limit }: OptionValues): Promise<readonly PromptLine[]> {
  if (file === undefined)
    throw new ConfigError({
      what: 'There are no prompts to measure with',
      where: '--prompts',
      expected: 'a file with one JSON object a line, as in {"prompt": "Why is the sky blue?"}',
    });
  const all = await readPrompts(file);
  const count = Math.min(limit ?? all.length, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)] as PromptLine);
}
