import type { SamplerSettings } from '@recyclegpt/spec';

/** Each sampler setting, and all filters together, for a vocabulary of 24 tokens. */
export const settingsUnderTest: Readonly<Record<string, SamplerSettings>> = {
  'temperature 1': { temperature: 1 },
  'temperature 0.7': { temperature: 0.7 },
  'temperature 3': { temperature: 3, seed: 4_294_967_295 },
  topK: { temperature: 1, topK: 5 },
  topP: { temperature: 1, topP: 0.8 },
  minP: { temperature: 1, minP: 0.1 },
  typicalP: { temperature: 1, typicalP: 0.7 },
  'all filters': { temperature: 1.3, topK: 15, typicalP: 0.95, topP: 0.9, minP: 0.05 },
  repetitionPenalty: { temperature: 1, repetitionPenalty: 1.8 },
  presencePenalty: { temperature: 1, presencePenalty: 1 },
  frequencyPenalty: { temperature: 1, frequencyPenalty: 0.7 },
  penaltyWindow: {
    temperature: 1,
    frequencyPenalty: 0.7,
    repetitionPenalty: 1.5,
    presencePenalty: 0.3,
    penaltyWindow: 2,
  },
  logitBias: { temperature: 1, logitBias: { 1: 2, 2: -Infinity, 7: -1.5 } },
};
