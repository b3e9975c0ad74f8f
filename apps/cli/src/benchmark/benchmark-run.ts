import { setImmediate } from 'node:timers/promises';
import type { GenerateOptions, LanguageModel, Prompt } from '@recyclegpt/core';
import type { GenerationStats, Round } from '@recyclegpt/spec';

/** One text written and measured. */
export interface BenchmarkRun {
  /** Name of the contestant. */
  readonly contestant: string;
  /** Place of the prompt, from 0. */
  readonly prompt: number;
  /** From 0. */
  readonly repeat: number;
  readonly tokenIds: readonly number[];
  readonly stats: GenerationStats;
  /** Milliseconds of decoding inside the base model's sessions, the prompt's pass left out. */
  readonly baseMs: number;
  /** Milliseconds of decoding spent on choosing tokens, the prompt's pass left out. */
  readonly sampleMs: number;
  /** How often a draft got as far as its i-th token. */
  readonly reached: readonly number[];
  /** How often that token was kept. */
  readonly kept: readonly number[];
}

/** What is written, and as whose run it counts. */
export interface RunRequest extends Pick<BenchmarkRun, 'contestant' | 'prompt' | 'repeat'> {
  readonly text: Prompt;
  readonly options: GenerateOptions;
}

/** Writes one text; `undefined` if it was cut off by `options.signal`. @throws what the generation throws. */
export async function measureRun(model: LanguageModel, request: RunRequest): Promise<BenchmarkRun | undefined> {
  const { text, options, contestant, prompt, repeat } = request;
  const generation = model.generate(text, options);
  const rounds: Round[] = [];
  for await (const round of generation.rounds) {
    rounds.push(round);
    // Passes keep the thread busy: without a turn of the event loop Ctrl-C would not be heard. Nobody's clock runs here.
    await setImmediate();
  }
  const { tokenIds, stats, finishReason } = await generation.result;
  if (finishReason === 'aborted') return undefined;
  const decoding = rounds.slice(1);
  return {
    ...{ contestant, prompt, repeat, tokenIds, stats },
    baseMs: decoding.reduce((sum, { times }) => sum + times.baseMs, 0),
    sampleMs: decoding.reduce((sum, { times }) => sum + times.sampleMs, 0),
    ...positionsOf(decoding),
  };
}

/** As `GenerationStats.acceptanceByPosition`, in counts, which can be added up over texts. */
function positionsOf(rounds: readonly Round[]): Pick<BenchmarkRun, 'reached' | 'kept'> {
  const reached: number[] = [];
  const kept: number[] = [];
  for (const { accepted, rejected } of rounds) {
    for (let position = 0; position < accepted + Number(rejected); position += 1) {
      reached[position] = (reached[position] ?? 0) + 1;
      kept[position] = (kept[position] ?? 0) + Number(position < accepted);
    }
  }
  return { reached, kept };
}
