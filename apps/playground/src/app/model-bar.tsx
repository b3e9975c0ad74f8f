import type { Device } from '../protocol/calls.ts';
import { formatBytes, formatLarge, plural } from '../shared/format.ts';
import type { Engine, ModelStatus } from './engine.ts';
import { ErrorNote } from './error-note.tsx';

const deviceNames: { readonly [Name in Device]: string } = { wasm: 'WebAssembly', webgpu: 'WebGPU' };

/** What runs here and on what, and how to have another model. */
export function ModelBar({ engine }: { readonly engine: Engine }) {
  const { value: status } = engine.status;
  const { value: error } = engine.error;
  const close = (): void => {
    engine.error.value = undefined;
  };
  return (
    <footer class="model-bar">
      {error === undefined ? undefined : <ErrorNote error={error} onClose={close} />}
      {status.kind === 'failed' ? <ErrorNote error={status.error} /> : undefined}
      <p role="status">{describe(status)}</p>
      {[...engine.pageNotices.value, ...engine.notices.value].map((text) => (
        <p key={text} class="notice" role="status">
          {text}
        </p>
      ))}
      <ModelChoice engine={engine} isBusy={status.kind === 'loading'} />
    </footer>
  );
}

function ModelChoice({ engine, isBusy }: { readonly engine: Engine; readonly isBusy: boolean }) {
  return (
    <div class="toolbar">
      <label class="file-button">
        <input
          type="file"
          multiple
          disabled={isBusy}
          accept=".gguf,.safetensors,.json,.bin"
          onChange={({ currentTarget }) => {
            const files = [...(currentTarget.files ?? [])];
            currentTarget.value = '';
            if (files.length > 0) void engine.take(files);
          }}
        />
        <span>Another model …</span>
      </label>
      <button type="button" disabled={isBusy} onClick={() => engine.loadFallback().catch(() => undefined)}>
        The built-in one
      </button>
      <p>Choose or drop a GGUF file, a model’s files, or a recycle module. They stay on this device.</p>
    </div>
  );
}

function describe(status: ModelStatus): string {
  switch (status.kind) {
    case 'waiting':
      return 'No model yet.';
    case 'loading': {
      const { name, doneBytes, totalBytes } = status;
      return totalBytes === 0
        ? `Loading ${name} …`
        : `Loading ${name}: ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
    }
    case 'failed':
      return 'No model could be loaded.';
    case 'ready': {
      const { name, numWeights, precision, device, threads, recycle, isSeeded } = status.summary;
      const module = recycle === undefined ? 'without a recycle module (it recycles from tables)' : moduleOf(recycle);
      const runtime = `${deviceNames[device]}${device === 'wasm' ? `, ${plural(threads, 'thread')}` : ''}`;
      const nonsense = isSeeded ? ' Its weights are random: it shows the way, and writes nonsense.' : '';
      return `${name}: ${formatLarge(numWeights)} weights in ${precision}, ${module}. On this device: ${runtime}.${nonsense}`;
    }
    default:
      return status satisfies never;
  }
}

function moduleOf({ weightsMatch }: { readonly weightsMatch: boolean }): string {
  return weightsMatch
    ? 'with its recycle module'
    : 'with a recycle module that was trained on other weights (it may draft less well; the text is the model’s own)';
}
