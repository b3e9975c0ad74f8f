import { setImmediate } from 'node:timers/promises';
import type { GenerateOptions, GenerationResult, LanguageModel, Prompt } from '@recyclegpt/core';
import type { Terminal } from '../terminal/terminal.ts';

/** A scheduler measured against plain decoding on one prompt, in turns. */
export interface Comparison {
  readonly plainTokensPerSecond: number;
  readonly tokensPerSecond: number;
  /** Median over the turns of the ratio of decoding times. */
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

interface Turn {
  readonly plainMs: number;
  readonly ms: number;
  readonly numTokens: number;
  readonly isSameText: boolean;
}

/** Writes the same text in turns with plain decoding and with the scheduler of `options`. @throws as generation does. */
export async function compare({ model, prompt, options, terminal, turns = 3 }: CompareOptions): Promise<Comparison> {
  const measured: Turn[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    terminal.progress(`Measuring against plain decoding: ${turn + 1} of ${turns} …`);
    const plain = await write(model, prompt, { ...options, scheduler: 'autoregressive' });
    const other = await write(model, prompt, options);
    terminal.signal.throwIfAborted();
    measured.push({
      plainMs: plain.stats.decodeMs,
      ms: other.stats.decodeMs,
      numTokens: Math.max(0, other.stats.newTokens - 1),
      isSameText: plain.text === other.text,
    });
  }
  terminal.clearProgress();
  const perSecond = (msOf: (turn: Turn) => number) =>
    median(measured.map((turn) => (turn.numTokens * 1000) / Math.max(msOf(turn), 1e-3)));
  return {
    plainTokensPerSecond: perSecond(({ plainMs }) => plainMs),
    tokensPerSecond: perSecond(({ ms }) => ms),
    speedUp: median(measured.map(({ plainMs, ms }) => (ms > 0 ? plainMs / ms : 1))),
    isSameText: measured.every(({ isSameText }) => isSameText),
    turns,
  };
}

async function write(model: LanguageModel, prompt: Prompt, options: GenerateOptions): Promise<GenerationResult> {
  await setImmediate();
  return await model.generate(prompt, options).result;
}

/** The middle value; of an even number of them the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}
