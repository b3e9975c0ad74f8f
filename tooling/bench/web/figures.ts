import { median, type Spread, spreadOf } from '../shared-report.ts';
import type { WrittenText } from './page/engine-calls.ts';

/** Who takes part. */
export type Role = 'plain' | 'adaptive' | 'peer';

/** One text of one engine. */
export interface EngineRun {
  readonly prompt: number;
  readonly repeat: number;
  readonly text: WrittenText;
}

/** All texts of an engine and what it took. */
export interface EngineRuns {
  readonly name: string;
  readonly role: Role;
  /** Of ours, and the export's. */
  readonly precision: 'f32' | 'int8';
  readonly runs: readonly EngineRun[];
  readonly peakBytes: number | undefined;
  readonly runtimeBytes: number;
  readonly modelBytes: number;
}

/** An engine's figures. */
export interface EngineRow extends Omit<EngineRuns, 'runs'> {
  /** Tokens a second after the first. */
  readonly decode: Spread;
  readonly firstTokenMs: Spread;
  /** Middle of its rate over the better peer's on the same prompt in the same turn. */
  readonly overPeer: number;
}

/** Tokens a second after the first; `undefined` for texts too short to have a rate. */
export function rateOf({ newTokens, decodeMs }: Pick<WrittenText, 'newTokens' | 'decodeMs'>): number | undefined {
  return newTokens < 2 || decodeMs <= 0 ? undefined : ((newTokens - 1) / decodeMs) * 1000;
}

function ratesOf({ runs }: EngineRuns): ReadonlyMap<string, number> {
  return new Map(
    runs.flatMap(({ prompt, repeat, text }): [string, number][] => {
      const rate = rateOf(text);
      return rate === undefined ? [] : [[`${prompt}/${repeat}`, rate]];
    }),
  );
}

/** The peer with the higher middle rate. @throws Error if there is none */
export function betterPeer(engines: readonly EngineRuns[]): EngineRuns {
  const speed = (engine: EngineRuns): number => median([...ratesOf(engine).values()]);
  const peers = engines.filter(({ role }) => role === 'peer').sort((a, b) => speed(b) - speed(a));
  if (peers[0] === undefined) throw new Error('There is no peer to compare with.');
  return peers[0];
}

/** Figures of all engines, each beside the better peer. */
export function rowsOf(engines: readonly EngineRuns[]): readonly EngineRow[] {
  const peer = ratesOf(betterPeer(engines));
  return engines.map(({ runs, ...engine }) => {
    const rates = ratesOf({ runs, ...engine });
    const ratios = [...rates].flatMap(([turn, rate]) => {
      const other = peer.get(turn);
      return other === undefined ? [] : [rate / other];
    });
    return {
      ...engine,
      decode: spreadOf([...rates.values()]),
      firstTokenMs: spreadOf(runs.map(({ text }) => text.firstTokenMs)),
      overPeer: median(ratios),
    };
  });
}

/** What is asked of a figure. */
export interface Bar {
  readonly what: string;
  readonly value: number;
  readonly bar: number;
  readonly isMet: boolean;
}

const atLeast = (what: string, value: number, bar: number): Bar => ({ what, value, bar, isMet: value >= bar });

/** The bars of speed: ours at its best precision beside the better peer. */
export function speedBars(rows: readonly EngineRow[]): readonly Bar[] {
  const best = (role: Role): number =>
    Math.max(Number.NEGATIVE_INFINITY, ...rows.filter((row) => row.role === role).map(({ overPeer }) => overPeer));
  return [
    atLeast('adaptive, times the better peer', best('adaptive'), 1.3),
    atLeast('plain, times the better peer', best('plain'), 1),
  ];
}
