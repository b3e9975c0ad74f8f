import type { GenerateOptions, Generation, LanguageModel } from '@recyclegpt/core';
import type { Round } from '@recyclegpt/spec';
import type { LaneName, LaneResult, RaceProgress, RaceRequest, RaceResult } from '../protocol/calls.ts';
import type { CallContext } from '../protocol/serve-calls.ts';
import { deviceCosts } from './device-costs.ts';
import { freshOptions } from './fresh-drafters.ts';
import { openScheduler, samplerOptions } from './generation-options.ts';
import { recordRound } from './record-round.ts';

interface RaceJob {
  readonly model: LanguageModel;
  readonly request: RaceRequest;
  readonly context: CallContext<RaceProgress>;
  /** Lets a request to stop in. */
  readonly breathe: () => Promise<void>;
}

/** A race is run again until so much time is spent, or so often, since one run of a small model is soon over. */
const measureMs = 1500;
const mostTurns = 9;
/** A first turn that took longer than this is measured itself: cold code weighs little in it. */
const longTurnMs = 4000;

type Lanes<T> = Readonly<Record<LaneName, T>>;

/**
 * Writes one prompt twice, plain and recycled, a round of each in turn, so that whatever slows this device down slows both.
 * The first turn is told round by round, as it comes, and pays for cold code; those after it are measured. The times are
 * those of the rounds alone.
 */
export async function race(job: RaceJob): Promise<RaceResult> {
  const { model, context, request, breathe } = job;
  const { maxTokens } = request;
  const startMs = performance.now();
  const shown = await runTurn(job, { maxTokens, report: context.report });
  const shownMs = performance.now();
  const isLong = shownMs - startMs > longTurnMs;
  const turns = isLong ? [pace(shown)] : [];
  const isEnough = (): boolean => isLong || turns.length >= mostTurns || performance.now() - shownMs > measureMs;
  while (turns.length === 0 || !isEnough()) {
    turns.push(pace(await runTurn(job, { maxTokens })));
    await breathe();
    context.signal.throwIfAborted();
  }
  return { ...shown, turns, costs: deviceCosts(await model.passCosts(), model) };
}

interface TurnOptions {
  readonly maxTokens: number;
  readonly report?: (progress: RaceProgress) => void;
}

async function runTurn(
  { model, request, context, breathe }: RaceJob,
  { maxTokens, report }: TurnOptions,
): Promise<Lanes<LaneResult>> {
  const { signal } = context;
  const tokenIds = model.encodePrompt(request.prompt);
  using open = openScheduler(request.recycled);
  using plainState = model.createState();
  using recycledState = model.createState();
  const write = (options: GenerateOptions): Generation =>
    model.generate({ tokenIds }, { ...samplerOptions(request.sampler), maxTokens, signal, ...options });
  const lanes = {
    plain: write({ scheduler: 'autoregressive', state: plainState }),
    recycled: write({ ...freshOptions(model, open.scheduler), state: recycledState }),
  };
  const settled = (lane: LaneName, round: Round): void =>
    report?.({ lane, round: recordRound(round, model.tokenizer) });
  await runInTurn(lanes, settled, breathe);
  return { plain: await resultOf(lanes.plain), recycled: await resultOf(lanes.recycled) };
}

/** A round of each lane in turn, until both have ended. */
async function runInTurn(
  lanes: Lanes<Generation>,
  settled: (lane: LaneName, round: Round) => void,
  breathe: () => Promise<void>,
): Promise<void> {
  const running = new Map((['plain', 'recycled'] as const).map((lane) => [lane, iterate(lanes[lane])]));
  while (running.size > 0) {
    for (const [lane, rounds] of running) {
      const next = await rounds.next();
      if (next.done) running.delete(lane);
      else settled(lane, next.value);
    }
    await breathe();
  }
}

function iterate({ rounds }: Generation): AsyncIterator<Round> {
  return rounds[Symbol.asyncIterator]();
}

async function resultOf({ result }: Generation): Promise<LaneResult> {
  const { tokenIds, stats } = await result;
  return { tokenIds, stats };
}

/** Milliseconds of a token after the first. */
function pace({ plain, recycled }: Lanes<LaneResult>): Lanes<number> {
  const each = ({ stats }: LaneResult): number => stats.decodeMs / Math.max(1, stats.newTokens - 1);
  return { plain: each(plain), recycled: each(recycled) };
}
