import { setTimeout } from 'node:timers/promises';
import type { RoundMarks } from '../generating/round-marks.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Telling } from './tell-story.ts';

export interface ReplayOptions {
  readonly terminal: Terminal;
  readonly marks: RoundMarks;
  /** Milliseconds that a round takes on the average. A text that took longer to write is shown as fast as it was written. */
  readonly msPerRound?: number;
}

/** How a text was shown. */
export interface Replay {
  /** Time from the first round to the last one shown, over what it was when the text was written; 1 is real time. */
  readonly slowdown: number;
}

/**
 * Shows how a text was written, round by round, each with its own share of the time; nothing moves where nobody looks.
 * Ctrl-C ends it after the round that is shown.
 * @returns `undefined` if the text was shown at once
 */
export async function replay(
  { rounds }: Pick<Telling, 'rounds'>,
  { terminal, marks, msPerRound = 150 }: ReplayOptions,
): Promise<Replay | undefined> {
  if (terminal.stdout.isTTY !== true) {
    await terminal.line(rounds.map(({ round }) => marks.render(round)).join(''));
    return undefined;
  }
  const realMs = rounds.at(-1)?.atMs ?? 0;
  const pace = realMs > 0 ? Math.max(1, (msPerRound * (rounds.length - 1)) / realMs) : 1;
  const startMs = performance.now();
  let shownMs = 0;
  for (const { round, atMs } of rounds) {
    // Counted from the beginning, so that what showing takes does not add up.
    await pause(startMs + atMs * pace - performance.now(), terminal.signal);
    if (terminal.signal.aborted) break;
    await terminal.write(marks.render(round));
    shownMs = atMs;
  }
  const spentMs = performance.now() - startMs;
  await terminal.line();
  return { slowdown: shownMs > 0 ? spentMs / shownMs : 1 };
}

/** Waits; an interruption ends the waiting. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
