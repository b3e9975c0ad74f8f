import { createSampler } from '@recyclegpt/schedulers';
import type { SamplerSettings } from '@recyclegpt/spec';
import type { OptionName, OptionValues } from '../arguments/option-definitions.ts';

/** Sampler settings by their options. */
const settingOptions = {
  temperature: 'temperature',
  seed: 'seed',
  topK: 'top-k',
  topP: 'top-p',
  minP: 'min-p',
  typicalP: 'typical-p',
  repetitionPenalty: 'repetition-penalty',
  presencePenalty: 'presence-penalty',
  frequencyPenalty: 'frequency-penalty',
  logitBias: 'logit-bias',
} as const satisfies { readonly [S in keyof SamplerSettings]?: OptionName };

/** No vocabulary is larger: what depends on the model's own is checked when it is known. */
const largestVocab = 2 ** 24;

/**
 * The sampler settings among the options.
 * @throws ConfigError for values out of range and for settings that contradict each other.
 */
export function samplerOptions(options: OptionValues): SamplerSettings {
  const entries = Object.entries(settingOptions).map(([setting, option]) => [setting, options[option]] as const);
  const settings: SamplerSettings = Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  createSampler(settings, largestVocab);
  return settings;
}

/** A text in which settings of the library are called as the options are: `topK` becomes `--top-k`. */
export function withOptionNames(text: string): string {
  const names = { ...settingOptions, maxTokens: 'max-tokens', stopStrings: 'stop' };
  return Object.entries(names).reduce(
    (changed, [setting, option]) => changed.replaceAll(new RegExp(`(?<![\\w-])${setting}(?!\\w)`, 'g'), `--${option}`),
    text,
  );
}
