import type { WriteState } from './write-state.ts';

/** Where a beginning, a continuation or a message is typed. */
export function Composer({ state }: { readonly state: WriteState }) {
  const { prompt, mode } = state;
  const hasChat = state.engine.summary.value?.hasChat === true;
  const column = state.activeColumn.value;
  const isWriting = column?.isWriting.value === true;
  const submit = (): void => {
    if (column !== undefined && !isWriting) void state.write(column);
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label class="composer-text">
        {mode.value === 'chat' ? 'Your message' : 'Your words come next; empty: it writes on by itself'}
        <textarea
          rows={2}
          value={prompt.value}
          onInput={(event) => (prompt.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            submit();
          }}
        />
      </label>
      <div class="composer-side">
        <button type="submit" class="primary" disabled={isWriting}>
          Write
        </button>
        {hasChat ? (
          <label class="chat-toggle">
            <input
              type="checkbox"
              checked={mode.value === 'chat'}
              disabled={column?.isEmpty === false}
              onChange={(event) => (mode.value = event.currentTarget.checked ? 'chat' : 'text')}
            />
            Conversation
          </label>
        ) : undefined}
      </div>
    </form>
  );
}
