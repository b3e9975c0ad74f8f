import type { FinishReason, GenerationStats, Round, Scheduler } from '@recyclegpt/spec';
import { exact } from '../acceptance/exact.ts';
import { emptyDraft } from '../drafting/empty-draft.ts';
import { judgeTrusted } from './accept-draft.ts';
import { failureOf } from './ask-drafter.ts';
import { type BasePass, runBasePass } from './base-pass.ts';
import { type CheckedOptions, checkOptions, type DecodeOptions } from './decode-options.ts';
import { Generation } from './generation.ts';
import { runRound } from './run-round.ts';

/** What a generation came to. */
export interface DecodeResult {
  /** Equal to the texts of all rounds' tokens, and after an abort what was held back. */
  readonly text: string;
  /** New tokens, a stop token or the tokens of a stop string included: what the state holds after the prompt. */
  readonly tokenIds: readonly number[];
  readonly finishReason: FinishReason;
  readonly stats: GenerationStats;
}

/**
 * Writes text: yields each round once it has settled, and returns the result. The first round feeds the prompt and
 * takes the base's first token; the scheduler runs all others. Between rounds the state is settled, with one token
 * pending, so the consumer may stop at any time.
 *
 * Trusted tokens that are left at the end are judged by one more pass, in a round without tokens.
 * @throws ConfigError, ContextOverflowError at once, for options that cannot be used; nothing has changed then.
 * The generator throws what the model, a processor or the scheduler throws: the state is then at the last settled
 * round, or without the prompt if that was never fed.
 */
export function decode(options: DecodeOptions): AsyncGenerator<Round, DecodeResult, void> {
  return rounds(checkOptions(options));
}

async function* rounds(options: CheckedOptions): AsyncGenerator<Round, DecodeResult, void> {
  const { length } = options.state.tokens;
  const scheduler = options.scheduler.start();
  const generation = new Generation(options);
  const failures: string[] = [];
  let last = await prefill(generation, length);
  while (last !== undefined) {
    tellDrafters(generation, last, failures);
    yield last;
    if (generation.finishReason !== undefined) break;
    last = await decodeRound(generation, scheduler, last, failures.splice(0));
  }
  if (generation.finishReason !== undefined) {
    const settling = await settleTrusted(generation);
    if (settling !== undefined) yield settling;
  }
  return resultOf(generation);
}

/** Feeds the prompt and takes the first token. A failure takes the prompt back; an abort leaves it pending. */
async function prefill(generation: Generation, lengthBefore: number): Promise<Round | undefined> {
  if (generation.finishReason !== undefined) return undefined;
  const { options, stats } = generation;
  const startMs = options.now();
  try {
    const plain: Scheduler = (tools) => tools.check(emptyDraft, exact, 'prefill');
    const round = await runRound(generation, plain, undefined, []);
    if (round === undefined) stats.addLost(options.now() - startMs);
    else stats.addPrefill(round, options.now() - startMs);
    return round;
  } catch (error) {
    options.state.rewindTo(lengthBefore);
    throw error;
  }
}

async function decodeRound(
  generation: Generation,
  scheduler: Scheduler,
  last: Round,
  failures: readonly string[],
): Promise<Round | undefined> {
  const { options, stats } = generation;
  const startMs = options.now();
  const round = await runRound(generation, scheduler, last, failures);
  if (round === undefined) stats.addLost(options.now() - startMs);
  else stats.addRound(round, options.now() - startMs);
  return round;
}

/** Lets drafters learn from a round; one that throws is named in the next round's reason. */
function tellDrafters({ options, stats }: Generation, round: Round, failures: string[]): void {
  const startMs = options.now();
  for (const drafter of options.drafters) {
    try {
      drafter.observe?.(round);
    } catch (error) {
      failures.push(failureOf(drafter, error));
    }
  }
  stats.addLost(options.now() - startMs);
}

/** Judges trusted tokens that no pass has seen, so that departures are never under-reported. */
async function settleTrusted(generation: Generation): Promise<Round | undefined> {
  const { options, history, judgedLength, stats } = generation;
  if (judgedLength === history.length) return undefined;
  const startMs = options.now();
  try {
    const pass = await passBeforeLast(generation);
    const judgeMs = options.now();
    const departures = judgeTrusted(generation, pass);
    const endMs = options.now();
    const times = { totalMs: endMs - startMs, draftMs: 0, baseMs: pass.sessionMs, sampleMs: endMs - judgeMs };
    const nothing = { tokens: [], drafted: [], draftOrigins: [], accepted: 0, rejected: false };
    const { passes: basePasses } = pass;
    const reason = 'judges what was trusted';
    const round = { index: stats.rounds, start: history.length, ...nothing, basePasses, departures, times, reason };
    stats.addRound(round, endMs - startMs);
    return round;
  } catch (error) {
    if (options.signal?.aborted) return undefined;
    throw error;
  } finally {
    generation.settle([]);
  }
}

/** A pass over all pending tokens but the last, whose row judges nothing. */
async function passBeforeLast(generation: Generation): Promise<BasePass> {
  const last = generation.history.pop()!;
  try {
    return await runBasePass(generation, []);
  } finally {
    generation.history.push(last);
  }
}

function resultOf(generation: Generation): DecodeResult {
  const { text, history, promptLength, judgedLength, finishReason, stats } = generation;
  if (finishReason === undefined) text.flush();
  return {
    text: text.text,
    tokenIds: history.slice(promptLength),
    finishReason: finishReason ?? 'aborted',
    stats: stats.summary(history.length - judgedLength),
  };
}
