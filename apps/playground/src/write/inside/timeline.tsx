import type { RoundRecord, WrittenToken } from '../../protocol/round-record.ts';
import { decodingRounds } from './figures.ts';

const column = 9;
const cell = 8;
const mostColumns = 400;

/** All rounds, left to right: what each brought and what it dropped. */
export function Timeline({ rounds }: { readonly rounds: readonly RoundRecord[] }) {
  const shown = decodingRounds(rounds).slice(-mostColumns);
  const deepest = Math.max(1, ...shown.map(({ tokens }) => tokens.length));
  const lowest = Math.max(0, ...shown.map(({ drafted, accepted }) => drafted.length - accepted));
  const baseline = deepest * cell + 1;
  const width = Math.max(1, shown.length) * column;
  return (
    <figure class="chart">
      <figcaption>
        <h3>Rounds</h3>
        <p>A column a round. Above the line: the model’s token and the recycled ones. Below: drafted and dropped.</p>
      </figcaption>
      {shown.length === 0 ? (
        <p class="empty">Nothing to show yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <section class="scroller" tabIndex={0} aria-label="Rounds, to scroll">
          <svg width={width} height={baseline + lowest * cell + 2} role="img" aria-label={describe(shown)}>
            <path class="bar base" d={blocks(shown, baseline, ({ isRecycled }) => !isRecycled)} />
            <path class="bar" d={blocks(shown, baseline, ({ isRecycled }) => isRecycled)} />
            <path class="bar dropped" d={droppedBlocks(shown, baseline)} />
            <line x1="0" x2={width} y1={baseline} y2={baseline} class="axis" />
          </svg>
        </section>
      )}
    </figure>
  );
}

/** The blocks of some tokens in one path: thousands of shapes would keep the page busy while a text is written. */
function blocks(rounds: readonly RoundRecord[], baseline: number, isWanted: (token: WrittenToken) => boolean): string {
  return rounds
    .flatMap(({ tokens }, index) =>
      tokens.map((token, row) => (isWanted(token) ? block(index, baseline - (row + 1) * cell, 0) : '')),
    )
    .join('');
}

function droppedBlocks(rounds: readonly RoundRecord[], baseline: number): string {
  return rounds
    .flatMap(({ drafted, accepted }, index) =>
      drafted.slice(accepted).map((_, row) => block(index, baseline + row * cell + 2, 0.5)),
    )
    .join('');
}

/** A rectangle as a part of a path. */
function block(index: number, y: number, inset: number): string {
  const size = column - 2 - 2 * inset;
  const height = cell - 1.5 - 2 * inset;
  return `M${index * column + inset} ${y}h${size}v${height}h${-size}z`;
}

function describe(rounds: readonly RoundRecord[]): string {
  const sum = (count: (round: RoundRecord) => number): number => rounds.reduce((all, round) => all + count(round), 0);
  const tokens = sum((round) => round.tokens.length);
  const dropped = sum(({ drafted, accepted }) => drafted.length - accepted);
  const recycled = sum((round) => round.tokens.filter(({ isRecycled }) => isRecycled).length);
  return `${rounds.length} rounds brought ${tokens} tokens, ${recycled} of them recycled; ${dropped} drafted tokens were dropped.`;
}
