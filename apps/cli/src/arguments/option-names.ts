import type { OptionName } from './option-definitions.ts';

/** What the library calls its settings, and the options that set them. */
export const settingOptions = {
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
} as const satisfies Readonly<Record<string, OptionName>>;

const allNames = { ...settingOptions, maxTokens: 'max-tokens', stopStrings: 'stop' } as const;

/** A text of the library in which settings are called as the options are: `topK` becomes `--top-k`. */
export function withOptionNames(text: string): string {
  const pattern = new RegExp(`(?<![\\w-])(?:${Object.keys(allNames).join('|')})(?!\\w)`, 'g');
  return text.replaceAll(pattern, (name) => (name in allNames ? `--${allNames[name as keyof typeof allNames]}` : name));
}

/** Whether an error of the library is about a setting that an option makes: `topK`, `topK, topP`, `logitBias[7]`. */
export function isSettingName(where: string): boolean {
  return Object.hasOwn(allNames, /^\w+/.exec(where)?.[0] ?? '');
}
