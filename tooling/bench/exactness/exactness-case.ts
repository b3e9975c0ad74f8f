import type { Precision } from '@recyclegpt/spec';
import { type LanguageModel, loadModel } from 'recyclegpt';

/** A text that has to come out the same however it is drafted. */
export interface ExactnessCase {
  readonly id: string;
  readonly prompt: string;
  readonly temperature: number;
  readonly seed: number;
  readonly maxTokens: number;
}

/** Which model writes: a name as for `loadModel`, `seeded` for the tiny one with random weights. */
export interface ExactnessModel {
  readonly name: string;
  readonly precision: Precision;
  readonly threads: number;
}

/** Loads it; both processes do so for themselves. */
export async function loadExactnessModel({ name, precision, threads }: ExactnessModel): Promise<LanguageModel> {
  const isSeeded = name === 'seeded';
  const folders = isSeeded ? { env: {}, preparedFolder: false as const } : {};
  return await loadModel(isSeeded ? undefined : name, { precision, threads, ...folders });
}

/** The case's prompt as the model reads it: a question if it has a chat template. */
export function promptOf(model: LanguageModel, { prompt }: ExactnessCase): Parameters<LanguageModel['generate']>[0] {
  return model.chatTemplate === undefined ? prompt : [{ role: 'user', content: prompt }];
}

/** Settings that both processes write with. Texts do not end early: more tokens, more to compare. */
export function settingsOf({ temperature, seed, maxTokens }: ExactnessCase): {
  readonly temperature: number;
  readonly seed: number;
  readonly maxTokens: number;
  readonly stopTokens: readonly number[];
} {
  return { temperature, seed, maxTokens, stopTokens: [] };
}
