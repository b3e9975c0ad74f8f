import { thinkingLimitMs, type WriteSettings } from './settings.ts';

interface CustomSchedulerProps {
  readonly settings: WriteSettings;
  set(change: Partial<WriteSettings>): void;
}

/** A scheduler of one's own: the body of `async (round) => { … }`. */
export function CustomScheduler({ settings, set }: CustomSchedulerProps) {
  return (
    <fieldset class="fields">
      <legend>Your scheduler</legend>
      <label class="wide">
        Called once a round, in a thread of its own; JavaScript
        <textarea
          class="code"
          rows={8}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          value={settings.source}
          onInput={(event) => set({ source: event.currentTarget.value })}
        />
      </label>
      <p class="soft">
        It may think {thinkingLimitMs / 1000} s between two calls; a loop without an end is ended, and the text stays.
      </p>
    </fieldset>
  );
}
