import { createSampler } from '@recyclegpt/schedulers';
import type { SamplerSettings } from '@recyclegpt/spec';
import type { OptionValues } from '../arguments/option-definitions.ts';
import { settingOptions } from '../arguments/option-names.ts';

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
