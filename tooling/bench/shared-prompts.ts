import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Prompt } from 'recyclegpt';
import { sharedFolder } from './shared-models.ts';

/** A prompt of a bench set. */
export interface BenchPrompt {
  readonly id: string;
  readonly category: string;
  readonly prompt: string;
}

/** Sets of prompts: mixed questions of known benches, and texts of our own whose answers repeat much of the prompt. */
export const promptSets = {
  bench: join(sharedFolder, 'data', 'bench', 'set.jsonl'),
  copyHeavy: join(import.meta.dirname, 'copy-heavy.jsonl'),
} as const;

/** Prompts of a set, evenly from all categories; all of them without a limit. */
export function readPrompts(set: keyof typeof promptSets, limit = Number.POSITIVE_INFINITY): readonly BenchPrompt[] {
  const path = promptSets[set];
  if (!existsSync(path)) throw new Error(`${path} is missing: put the shared folder beside the repository.`);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as BenchPrompt);
  const count = Math.min(limit, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)] as BenchPrompt);
}

/** A prompt as a question in a conversation. */
export function asQuestion({ prompt }: Pick<BenchPrompt, 'prompt'>): Prompt {
  return [{ role: 'user', content: prompt }];
}
