import { ConfigError, DecodingError, type SamplerSettings } from '@recyclegpt/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquare } from '../test/chi-square.ts';
import { referenceDistribution } from '../test/reference-distribution.ts';
import { createSampler } from './sampler.ts';

const vocab = 24;
const raw = Array.from({ length: vocab }, (_, id) => 3 * Math.sin(id * 1.7) + id / 40);
const logits = Float32Array.from(raw);
const exactRaw = Array.from(logits);
const draws = 100_000;

const settings: Readonly<Record<string, SamplerSettings>> = {
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
  penaltyWindow: { temperature: 1, frequencyPenalty: 0.7, repetitionPenalty: 1.5, presencePenalty: 0.3, penaltyWindow: 2 },
  logitBias: { temperature: 1, logitBias: { 1: 2, 2: -Infinity, 7: -1.5 } },
};

const prompt = [1, 2, 3, 1];
const output = [5, 5, 7, 1];

/** Draws at positions 8, 9, ...: the prompt grows in front by a token that it holds anyway. */
function count(given: SamplerSettings): Float64Array {
  const sampler = createSampler({ seed: 42, ...given }, vocab);
  const counts = new Float64Array(vocab);
  let history = [...prompt, ...output];
  for (let i = 0; i < draws; i++) {
    // Long histories make penalties slow; another seed is as good as another position.
    const each = i % 500 === 0 ? createSampler({ seed: i, ...given }, vocab) : sampler;
    if (i % 500 === 0) history = [...prompt, ...output];
    counts[(i % 500 === 0 ? each : samplers(given, i)).choose(logits, { history, promptLength: history.length - 4 })]!++;
    history.unshift(1);
  }
  return counts;
}
