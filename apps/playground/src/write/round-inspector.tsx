import type { RoundRecord } from '../protocol/round-record.ts';
import { formatMs, plural } from '../shared/format.ts';
import type { TextColumn } from './text-column.ts';

/** The round of the word that is looked at: drafted, kept, dropped. */
export function RoundInspector({ column }: { readonly column: TextColumn }) {
  const placed = column.selectedToken.value;
  return (
    <div class="inspector" aria-live="polite">
      {placed === undefined ? (
        <p class="empty">Point at a word, or walk with the arrow keys, to see the pass that it came from.</p>
      ) : (
        <>
          <p>
            <strong>“{placed.token.text.trim() || placed.token.text}”</strong> {originOf(placed.token.origin)}.{' '}
            <span class="soft">
              Pass {placed.round.index + 1}, {formatMs(placed.round.totalMs)}.
            </span>
          </p>
          <DraftLine round={placed.round} />
          <button
            type="button"
            class="quiet"
            disabled={column.isWriting.value}
            onClick={() => void column.rewindTo(placed.position)}
          >
            Take back this word and all after it
          </button>
        </>
      )}
    </div>
  );
}

const origins: Readonly<Record<string, string>> = {
  base: 'was written by the model',
  recycle: 'was recycled: the module drafted it from the states of the pass before',
  lookup: 'was recycled: it stood in the text before, after the same words',
  successors: 'was recycled: it followed this token before',
};

function originOf(origin: string): string {
  return origins[origin] ?? `was recycled (${origin})`;
}

function DraftLine({ round }: { readonly round: RoundRecord }) {
  const { drafted, accepted, reason } = round;
  if (drafted.length === 0) return <p class="soft">Nothing was drafted: {reason}.</p>;
  return (
    <p>
      <span class="soft">
        {plural(drafted.length, 'token')} drafted, {accepted} kept, {drafted.length - accepted} dropped:
      </span>{' '}
      {drafted.map(({ text, isKept }, index) =>
        isKept ? <mark key={index}>{text}</mark> : <del key={index}>{text}</del>,
      )}{' '}
      <span class="soft">({reason})</span>
    </p>
  );
}
