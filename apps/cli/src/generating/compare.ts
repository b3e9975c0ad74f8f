import type { GenerateOptions, LanguageModel, Prompt } from '@recyclegpt/core';
import { measureRuns } from '../benchmark/measure-runs.ts';
import { summariseRuns } from '../benchmark/summarise-runs.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A scheduler measured against plain decoding on one prompt, in turns. */
export interface Comparison {
  readonly plainTokensPerSecond: number;
  readonly tokensPerSecond: number;
  /** Median over the turns of the ratio of tokens per second; 1 if a single token left nothing to time. */
  readonly speedUp: number;
  readonly isSameText: boolean;
  readonly turns: number;
}

export interface CompareOptions {
  readonly model: LanguageModel;
  readonly prompt: Prompt;
  readonly options: GenerateOptions;
  readonly terminal: Terminal;
  readonly turns?: number;
}

/**
 * Writes the same text in turns with plain decoding and with the scheduler of `options`, with drafters that have not
 * seen it. @throws as generation does, and what the signal was aborted with.
 */
export async function compare({ model, prompt, options, terminal, turns = 3 }: CompareOptions): Promise<Comparison> {
  const contestants = [
    { name: 'plain', options: () => ({ ...options, scheduler: 'autoregressive' }) },
    { name: 'other', options: () => options },
  ];
  const runs = await measureRuns({
    ...{ model, prompts: [prompt], contestants, repeats: turns, warmUp: 0, signal: terminal.signal },
    onProgress: (done) => terminal.progress(`Measuring against plain decoding: ${(done >> 1) + 1} of ${turns} …`),
  });
  terminal.clearProgress();
  terminal.signal.throwIfAborted();
  const names = contestants.map(({ name }) => name);
  const [plain, other] = summariseRuns(runs, names, model.facts.precision);
  return {
    plainTokensPerSecond: plain?.tokensPerSecond?.median ?? 0,
    tokensPerSecond: other?.tokensPerSecond?.median ?? 0,
    speedUp: other?.speedUpGeomean ?? 1,
    isSameText: other?.identicalOutputs === 1,
    turns,
  };
}
