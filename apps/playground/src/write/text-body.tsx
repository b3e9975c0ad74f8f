import { useEffect, useRef } from 'preact/hooks';
import { RoundText } from './round-text.tsx';
import type { TextColumn } from './text-column.ts';
import { nextPosition, type Turn } from './turns.ts';

/** The text itself: point at a word, or go from word to word with the arrow keys. */
export function TextBody({ column, title }: { readonly column: TextColumn; readonly title: string }) {
  const body = useRef<HTMLElement>(null);
  const turns = column.turns.value;
  const selected = column.selected.value;
  useEffect(() => followEnd(body.current, column.isWriting.value), [turns]);
  useEffect(() => {
    body.current?.querySelector('[data-selected]')?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : undefined;
    if (step === undefined) return;
    event.preventDefault();
    column.selected.value = nextPosition(turns, selected, step) ?? selected;
  };
  const point = (event: Event): void => {
    const word = (event.target as HTMLElement).closest<HTMLElement>('[data-position]');
    const place = word?.dataset['position'];
    if (place !== undefined) column.selected.value = Number(place);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: arrow keys do what pointing does
    <section
      ref={body}
      class="text-body"
      aria-label={`${title}. Left and right arrow go from word to word and tell where it came from.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and it is walked by keyboard
      tabIndex={0}
      onKeyDown={move}
      onMouseOver={point}
      onClick={point}
    >
      {turns.length === 0 ? <p class="empty">Nothing yet. Give it a beginning below, and let it write.</p> : undefined}
      {turns.map((turn, index) => (
        <TurnText key={index} turn={turn} selected={selected} />
      ))}
    </section>
  );
}

function TurnText({ turn, selected }: { readonly turn: Turn; readonly selected: number | undefined }) {
  const { mode, prompt, rounds } = turn;
  return (
    <div class={`turn ${mode}`}>
      {prompt === '' ? undefined : <span class="prompt">{prompt}</span>}
      <span class="answer">
        {rounds.map((round) => (
          <RoundText
            key={`${round.start}-${round.index}`}
            round={round}
            selected={isIn(selected, round) ? selected : undefined}
          />
        ))}
      </span>
    </div>
  );
}

function isIn(position: number | undefined, { start, tokens }: Turn['rounds'][number]): boolean {
  return position !== undefined && position >= start && position < start + tokens.length;
}

/** Keeps the end in sight while a text is written, unless the reader has scrolled away from it. */
function followEnd(body: HTMLElement | null, isWriting: boolean): void {
  if (body === null || !isWriting) return;
  const distance = body.scrollHeight - body.scrollTop - body.clientHeight;
  if (distance < 160) body.scrollTop = body.scrollHeight;
}
