import { formatBytes } from '../shared/format.ts';
import exampleUrl from './example-stories.txt?url';
import type { TrainState } from './train-state.ts';

/** Texts that a page can hold and a small base can learn from. */
const mostBytes = 50e6;

/** Where the text comes from: pasted, dropped, chosen, or the example. */
export function TextSource({ train }: { readonly train: TrainState }) {
  const take = (files: FileList | null | undefined): void => {
    readTexts(train, [...(files ?? [])]).catch((error: unknown) => train.report(error));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the buttons below do the same
    <div
      class="text-source"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        take(event.dataTransfer?.files);
      }}
    >
      <label>
        Text to learn from: paste it, or drop files (.txt, .md)
        <textarea
          rows={9}
          value={train.text.value.length > 200_000 ? `${train.text.value.slice(0, 200_000)}…` : train.text.value}
          readOnly={train.text.value.length > 200_000}
          onInput={(event) => {
            train.text.value = event.currentTarget.value;
            train.origin.value = undefined;
          }}
        />
      </label>
      <div class="toolbar">
        <button type="button" onClick={() => useExample(train).catch((error: unknown) => train.report(error))}>
          Use the example stories
        </button>
        <label class="file-button">
          <input
            type="file"
            multiple
            accept=".txt,.md,text/plain"
            onChange={(event) => take(event.currentTarget.files)}
          />
          <span>Choose files</span>
        </label>
        <p class="soft">{describe(train)}</p>
      </div>
    </div>
  );
}

function describe({ text, origin }: TrainState): string {
  if (text.value === '') return '';
  const size = formatBytes(new Blob([text.value]).size);
  return origin.value === undefined ? size : `${origin.value}, ${size}`;
}

async function useExample(train: TrainState): Promise<void> {
  const response = await fetch(exampleUrl);
  train.text.value = await response.text();
  train.origin.value = 'Example stories';
}

async function readTexts(train: TrainState, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const wrong = files.find(({ name }) => !/\.(txt|md|text)$/i.test(name));
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (wrong !== undefined || size > mostBytes) {
    train.error.value = {
      what: wrong === undefined ? 'These texts are too much for a page' : 'This is no text that can be learnt from',
      where: wrong?.name,
      expected: `plain text (.txt, .md), at most ${formatBytes(mostBytes)}`,
      got: formatBytes(size),
      next: 'For more than that use the command: recyclegpt train --data FILE --out FOLDER.',
    };
    return;
  }
  const texts = await Promise.all(files.map((file) => file.text()));
  train.text.value = texts.join('\n\n');
  train.origin.value = files.map(({ name }) => name).join(', ');
}
