import { ConfigError, type SamplerSettings } from '@recyclegpt/spec';

/** Sampler settings with their defaults; `undefined` where a filter is off. */
export interface ResolvedSettings {
  readonly temperature: number;
  readonly topK: number | undefined;
  readonly topP: number | undefined;
  readonly minP: number | undefined;
  readonly typicalP: number | undefined;
  readonly repetitionPenalty: number;
  readonly presencePenalty: number;
  readonly frequencyPenalty: number;
  readonly penaltyWindow: number;
  /** Token id and what is added to its logit. */
  readonly logitBias: readonly (readonly [id: number, bias: number])[];
  readonly seed: number;
}

interface Range {
  readonly isValid: (value: number) => boolean;
  readonly expected: string;
}

const share: Range = { isValid: (value) => value > 0 && value <= 1, expected: 'a number above 0 and at most 1' };
const finite: Range = { isValid: Number.isFinite, expected: 'a finite number' };
const atLeastOne: Range = {
  isValid: (value) => Number.isSafeInteger(value) && value >= 1,
  expected: 'an integer of at least 1',
};

/** The settings of `SamplerSettings` and what each may be; total by type, so that none is forgotten. */
const ranges: { readonly [K in Exclude<keyof SamplerSettings, 'logitBias'>]-?: Range } = {
  temperature: { isValid: (value) => value >= 0 && value < Infinity, expected: 'a finite number of at least 0' },
  topK: atLeastOne,
  topP: share,
  minP: { isValid: (value) => value >= 0 && value <= 1, expected: 'a number from 0 to 1' },
  typicalP: share,
  repetitionPenalty: { isValid: (value) => value > 0 && value < Infinity, expected: 'a finite number above 0' },
  presencePenalty: finite,
  frequencyPenalty: finite,
  penaltyWindow: atLeastOne,
  seed: {
    isValid: (value) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff,
    expected: 'an integer from 0 to 4294967295',
  },
};

function refuse(option: string, got: unknown, expected: string, next?: string): never {
  throw new ConfigError({ what: 'A sampler setting cannot be used', where: option, got: String(got), expected, next });
}

function isRanged(option: string): option is keyof typeof ranges {
  return Object.hasOwn(ranges, option);
}

function checkRanges(settings: SamplerSettings): void {
  for (const [option, value] of Object.entries(settings)) {
    if (option === 'logitBias' || value === undefined) continue;
    if (!isRanged(option)) refuse(option, value, `one of ${[...Object.keys(ranges), 'logitBias'].join(', ')}`);
    if (typeof value !== 'number' || !ranges[option].isValid(value)) refuse(option, value, ranges[option].expected);
  }
}

function biasPairs(logitBias: SamplerSettings['logitBias'], vocab: number): (readonly [number, number])[] {
  const pairs = Object.entries(logitBias ?? {}).map(([id, bias]) => [Number(id), bias] as const);
  for (const [id, bias] of pairs) {
    if (!Number.isInteger(id) || id < 0 || id >= vocab)
      refuse('logitBias', `token ${id}`, `ids from 0 to ${vocab - 1}`);
    if (typeof bias !== 'number' || Number.isNaN(bias) || bias === Infinity) {
      refuse(`logitBias[${id}]`, bias, 'a finite number, or -Infinity to forbid the token');
    }
  }
  if (pairs.filter(([, bias]) => bias === -Infinity).length === vocab) {
    refuse('logitBias', 'every token forbidden', 'at least one token left to choose', 'Allow some token.');
  }
  return pairs;
}

/** Settings of which one makes the other meaningless. */
function checkContradictions(settings: SamplerSettings, vocab: number): void {
  const { temperature = 0, repetitionPenalty = 1, presencePenalty = 0, frequencyPenalty = 0 } = settings;
  if (settings.topK !== undefined && settings.topK > vocab) {
    refuse('topK', settings.topK, `at most the vocabulary's ${vocab} tokens`);
  }
  const filters = (['topK', 'topP', 'minP', 'typicalP'] as const).filter((option) => settings[option] !== undefined);
  if (temperature === 0 && filters.length > 0) {
    const expected = 'a temperature above 0 beside it, since temperature 0 always takes the best token';
    refuse(filters.join(', '), `temperature ${temperature}`, expected, 'Set temperature, or drop the setting.');
  }
  const hasPenalty = repetitionPenalty !== 1 || presencePenalty !== 0 || frequencyPenalty !== 0;
  if (settings.penaltyWindow !== undefined && !hasPenalty) {
    const expected = 'a repetitionPenalty, presencePenalty or frequencyPenalty that acts';
    refuse('penaltyWindow', settings.penaltyWindow, expected, 'Set a penalty, or drop the window.');
  }
}

/**
 * Checks every setting and fills in defaults.
 * @throws ConfigError naming the setting that is unknown, out of range, or contradicted by another.
 */
export function resolveSettings(settings: SamplerSettings, vocab: number): ResolvedSettings {
  checkRanges(settings);
  checkContradictions(settings, vocab);
  return {
    temperature: settings.temperature ?? 0,
    topK: settings.topK === vocab ? undefined : settings.topK,
    topP: settings.topP === 1 ? undefined : settings.topP,
    minP: settings.minP === 0 ? undefined : settings.minP,
    typicalP: settings.typicalP === 1 ? undefined : settings.typicalP,
    repetitionPenalty: settings.repetitionPenalty ?? 1,
    presencePenalty: settings.presencePenalty ?? 0,
    frequencyPenalty: settings.frequencyPenalty ?? 0,
    penaltyWindow: settings.penaltyWindow ?? Infinity,
    logitBias: biasPairs(settings.logitBias, vocab),
    seed: settings.seed ?? 0,
  };
}
