import type { RoundToken } from '@recyclegpt/spec';
import { quartilesOf } from '../benchmark/quartiles.ts';
import { formatCount, plural } from '../terminal/format.ts';
import { tableLines } from '../terminal/table.ts';
import type { Replay } from './replay.ts';
import type { Telling, Tellings } from './tell-story.ts';

/** What was measured, for people. `shown` is the telling that was replayed. */
export function figureLines(tellings: Tellings, shown: Telling, replay: Replay | undefined): readonly string[] {
  const { plain, recycled } = tellings;
  const { stats } = shown.result;
  const { words, ofThem } = countWords(tokensOf(shown));
  return tableLines([
    ['tokens', formatCount(stats.newTokens)],
    [
      'base passes',
      `${formatCount(stats.basePasses)} instead of ${formatCount(plain[0]?.result.stats.basePasses ?? 0)}`,
    ],
    ['recycled words', `${ofThem} of ${words}${originsOf(shown)}`],
    ['same text', isSameText(tellings) ? `yes, token for token, ${plain.length + recycled.length} times` : 'NO'],
    [
      'speed-up',
      `${speedUpOf(tellings).toFixed(2)}x: ${speedOf(recycled)} instead of ${speedOf(plain)} (median of ${recycled.length})`,
    ],
    ['replay', replay === undefined ? 'none: the output is no terminal' : `${formatPace(replay.slowdown)}`],
  ]);
}

/** All tellings have the same tokens. */
export function isSameText({ plain, recycled }: Tellings): boolean {
  return new Set([...plain, ...recycled].map(({ result }) => result.tokenIds.join())).size === 1;
}

/** The telling whose time is in the middle. */
export function middleOf(tellings: readonly Telling[]): Telling {
  const sorted = [...tellings].sort((a, b) => a.result.stats.decodeMs - b.result.stats.decodeMs);
  return sorted[sorted.length >> 1] as Telling;
}

/** Median over the turns of the ratio of times. */
function speedUpOf({ plain, recycled }: Tellings): number {
  const ratios = plain.map(
    ({ result }, turn) => result.stats.decodeMs / (recycled[turn] as Telling).result.stats.decodeMs,
  );
  return quartilesOf(ratios)?.median ?? 1;
}

function speedOf(tellings: readonly Telling[]): string {
  const speeds = tellings.map(({ result }) => result.stats.tokensPerSecond);
  return `${(quartilesOf(speeds)?.median ?? 0).toFixed(0)} tokens/s`;
}

function formatPace(slowdown: number): string {
  return slowdown < 1.05
    ? 'as fast as it was written'
    : `${slowdown.toFixed(slowdown < 9.95 ? 1 : 0)} times slower than real`;
}

function tokensOf({ rounds }: Telling): readonly RoundToken[] {
  return rounds.flatMap(({ round }) => round.tokens);
}

/** Words of a text, and those of them that are recycled, in whole or in part. */
function countWords(tokens: readonly RoundToken[]): { readonly words: number; readonly ofThem: number } {
  const text = tokens.map((token) => token.text).join('');
  // For each character whether it was recycled.
  const recycled = tokens.flatMap((token) => Array<boolean>(token.text.length).fill(token.origin !== 'base'));
  const found = [...text.matchAll(/\S+/g)];
  const ofThem = found.filter(({ 0: word, index }) => recycled.slice(index, index + word.length).some(Boolean));
  return { words: found.length, ofThem: ofThem.length };
}

const drafters: Readonly<Record<string, string>> = {
  recycle: 'the recycle module',
  lookup: 'lookup',
  successors: 'successors',
};

/** Who drafted the tokens that were kept. */
function originsOf(telling: Telling): string {
  const counts = new Map<string, number>();
  for (const { origin } of tokensOf(telling)) if (origin !== 'base') counts.set(origin, (counts.get(origin) ?? 0) + 1);
  if (counts.size === 0) return '';
  const parts = [...counts].map(([origin, count]) => `${count} by ${drafters[origin] ?? origin}`);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return `, of ${plural(total, 'token')}: ${parts.join(', ')}`;
}
