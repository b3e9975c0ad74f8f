import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { codeOf } from './code.ts';
import type { WriteState } from './write-state.ts';

/** The same in TypeScript. */
export function CodePanel({ state }: { readonly state: WriteState }) {
  const copied = useMemo(() => signal(false), []);
  const column = state.activeColumn.value;
  const prompt = column?.turns.value[0]?.prompt ?? state.prompt.value;
  const { summary, run, isOwnModel } = state.engine;
  const model = isOwnModel ? summary.value?.name : undefined;
  const code = codeOf(state.settings.value, { prompt, seed: column?.seed.value ?? 0, model, run });
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(code);
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, 2000);
  };
  return (
    <section class="code-panel">
      <h3>The same in TypeScript</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <button type="button" onClick={() => copy().catch((error: unknown) => state.report(error))}>
        {copied.value ? 'Copied' : 'Copy'}
      </button>
    </section>
  );
}
