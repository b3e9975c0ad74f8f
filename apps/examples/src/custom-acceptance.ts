import { verified } from '@recyclegpt/schedulers';
import type { Acceptance } from '@recyclegpt/spec';
import type { LanguageModel } from 'recyclegpt';

/**
 * An acceptance rule decides over drafted tokens one by one: it returns the token to commit, and a draft ends where
 * that is another one. This rule keeps every token that the model holds for at least `share` times as likely as its
 * likeliest. It says of itself that it keeps nothing of the model's text: `stats.departures` counts how much.
 */
export function likelyEnough(share: number): Acceptance {
  return {
    name: `likely-enough-${share}`,
    keeps: 'nothing',
    decide({ token, baseChoice, baseDistribution }) {
      const distribution = baseDistribution(); // [vocab], after temperature and all settings
      const best = distribution.reduce((most, probability) => Math.max(most, probability), 0);
      return (distribution[token] ?? 0) >= share * best ? token : baseChoice;
    },
  };
}

/** Writes with the rule that keeps the model's own text, and with the one above. */
export async function example(model: LanguageModel) {
  const prompt = 'the fox and the bird and the fox and the bird and';
  const options = { maxTokens: 64, temperature: 0.9, seed: 5, scheduler: verified({ length: 4 }) };
  const exact = await model.generate(prompt, options).result;
  const lossy = await model.generate(prompt, { ...options, acceptance: likelyEnough(0.2) }).result;
  return {
    departuresOfExact: exact.stats.departures,
    departures: lossy.stats.departures,
    passesOfExact: exact.stats.basePasses,
    passes: lossy.stats.basePasses,
  };
}
