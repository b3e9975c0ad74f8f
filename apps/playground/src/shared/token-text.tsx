import type { WrittenToken } from '../protocol/round-record.ts';

/** A run of tokens with the same look. */
interface Run {
  readonly text: string;
  readonly isRecycled: boolean;
}

/** Joins neighbours of one look, so that a mark runs through; white space at its ends stays outside. */
export function runsOf(tokens: readonly Pick<WrittenToken, 'text' | 'isRecycled'>[]): readonly Run[] {
  const runs: Run[] = [];
  const add = (text: string, isRecycled: boolean): void => {
    const last = runs.at(-1);
    if (text === '') return;
    if (last?.isRecycled === isRecycled) runs[runs.length - 1] = { text: last.text + text, isRecycled };
    else runs.push({ text, isRecycled });
  };
  for (const { text, isRecycled } of tokens) add(text, isRecycled);
  return runs.flatMap((run) => (run.isRecycled ? trimmed(run) : [run]));
}

/** A mark over white space would show nothing, or too much. */
function trimmed({ text }: Run): readonly Run[] {
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  return [
    { text: before, isRecycled: false },
    { text: words, isRecycled: true },
    { text: after, isRecycled: false },
  ].filter((run) => run.text !== '');
}

/** A text in its two looks: written by the model, recycled. */
export function TokenText({ tokens }: { readonly tokens: readonly Pick<WrittenToken, 'text' | 'isRecycled'>[] }) {
  return (
    <>
      {runsOf(tokens).map(({ text, isRecycled }, index) =>
        isRecycled ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
      )}
    </>
  );
}

/** What the two looks mean. */
export function Legend() {
  return (
    <p class="legend">
      <span>plain: written by the model</span>
      <mark>underlined: recycled</mark>
    </p>
  );
}
