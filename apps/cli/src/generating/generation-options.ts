import type { GenerateOptions } from '@recyclegpt/core';
import { ConfigError } from '@recyclegpt/spec';
import type { OptionValues } from '../arguments/option-definitions.ts';
import { samplerOptions } from './sampler-options.ts';
import { schedulerOption } from './scheduler-option.ts';

/** Written when --max-tokens says nothing else: models without an end would fill their context. */
const defaultMaxTokens = 512;

/** How to write, from the options. @throws ConfigError, FileError for all that can be refused without a model. */
export async function generationOptions(options: OptionValues): Promise<GenerateOptions> {
  const { stop, 'max-tokens': maxTokens = defaultMaxTokens } = options;
  checkModelOptions(options);
  checkConversation(options);
  if (stop?.includes('') === true)
    throw new ConfigError({
      what: 'An option cannot be used',
      where: '--stop',
      got: 'an empty text',
      expected: 'a text',
    });
  return {
    ...samplerOptions(options),
    maxTokens,
    ...(stop === undefined ? {} : { stop }),
    scheduler: await schedulerOption(options),
  };
}

function checkConversation({ raw, system }: OptionValues): void {
  if (raw !== true || system === undefined) return;
  const next = 'Put it into the prompt itself, or leave --raw out.';
  throw new ConfigError({ what: '--raw leaves no place for a system message', where: '--system', next });
}

/** Refuses what concerns the model and cannot be used, whatever the model. @throws ConfigError naming the option. */
export function checkModelOptions({ backend, threads }: OptionValues): void {
  if (backend !== 'reference' || threads === undefined) return;
  throw new ConfigError({
    what: 'The reference backend runs on one thread',
    where: '--threads',
    got: String(threads),
    expected: 'it left out',
  });
}
