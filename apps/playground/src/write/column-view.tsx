import type { FinishReason } from '@recyclegpt/spec';
import { ErrorNote } from '../app/error-note.tsx';
import { plural } from '../shared/format.ts';
import { RoundInspector } from './round-inspector.tsx';
import { TextBody } from './text-body.tsx';
import type { TextColumn } from './text-column.ts';
import type { WriteState } from './write-state.ts';

/** A text with what can be done to it. */
export function ColumnView({
  state,
  column,
  index,
}: {
  readonly state: WriteState;
  readonly column: TextColumn;
  readonly index: number;
}) {
  const isWriting = column.isWriting.value;
  const hasTwo = state.columns.value.length > 1;
  const title = hasTwo ? `Text ${index + 1}` : 'Text';
  const { error } = column;
  return (
    <section class="column-view" aria-label={title} onFocusCapture={() => (state.active.value = index)}>
      <header>
        <h2>{title}</h2>
        <p class="column-count">{countsOf(column)}</p>
      </header>
      <TextBody column={column} title={title} />
      <div class="toolbar">
        {isWriting ? (
          <button type="button" class="primary" onClick={() => column.stop()}>
            Stop
          </button>
        ) : (
          <button
            type="button"
            class={hasTwo ? 'primary' : ''}
            disabled={column.isEmpty && !hasTwo}
            onClick={() => void state.write(column)}
          >
            Write on
          </button>
        )}
        <button type="button" disabled={isWriting || column.isEmpty} onClick={() => void column.undo()}>
          Undo
        </button>
        {hasTwo ? (
          <button type="button" disabled={isWriting} onClick={() => void state.drop(column)}>
            Discard
          </button>
        ) : (
          <button type="button" disabled={isWriting || column.isEmpty} onClick={() => void state.fork(column)}>
            Fork
          </button>
        )}
        <ShareButton state={state} column={column} />
        <label class="seed">
          Seed
          <input
            type="number"
            min={0}
            max={4294967295}
            value={column.seed.value}
            onInput={(event) => (column.seed.value = Math.max(0, Math.floor(event.currentTarget.valueAsNumber || 0)))}
          />
        </label>
      </div>
      {error.value === undefined ? undefined : (
        <ErrorNote error={error.value} onClose={() => (error.value = undefined)} />
      )}
      <RoundInspector column={column} />
      <p class="visually-hidden" aria-live="polite">
        {column.announcement.value}
      </p>
    </section>
  );
}

function countsOf({ turns }: TextColumn): string {
  const rounds = turns.value.flatMap((turn) => turn.rounds);
  const numTokens = rounds.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const numPasses = rounds.reduce((sum, { index, basePasses }) => sum + (index === 0 ? 1 : basePasses), 0);
  const end = endings[turns.value.at(-1)?.finishReason ?? 'max-tokens'];
  return numTokens === 0 ? '' : `${plural(numTokens, 'token')} in ${plural(numPasses, 'pass', 'passes')}${end}`;
}

/** What is worth saying of an end. */
const endings: { readonly [Reason in FinishReason]: string } = {
  'stop-token': ' · the end',
  'stop-string': ' · the end',
  'max-tokens': '',
  'context-full': ' · the model’s memory is full',
  aborted: ' · stopped',
};

function ShareButton({ state, column }: { readonly state: WriteState; readonly column: TextColumn }) {
  const share = async (): Promise<void> => {
    const link = state.linkTo(column);
    history.replaceState(undefined, '', link);
    try {
      await navigator.clipboard.writeText(link);
      state.notice.value = 'The link is copied: whoever opens it sees this text written again, word for word.';
    } catch {
      state.notice.value = 'The link stands in the address of this page: copy it from there.';
    }
  };
  return (
    <button
      type="button"
      disabled={column.isWriting.value || column.isEmpty}
      onClick={() => share().catch((error: unknown) => state.report(error))}
    >
      Share link
    </button>
  );
}
