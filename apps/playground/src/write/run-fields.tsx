import { type Signal, signal } from '@preact/signals';
import type { Precision } from '@recyclegpt/spec';
import { useMemo } from 'preact/hooks';
import type { Engine } from '../app/engine.ts';
import type { Device, RunSettings } from '../protocol/calls.ts';
import { ChoiceField } from '../shared/choice-field.tsx';
import { NumberField } from '../shared/number-field.tsx';

const deviceTitles: { readonly [Name in Device]: string } = { wasm: 'WebAssembly', webgpu: 'WebGPU' };
const precisionTitles: { readonly [Name in Precision | 'usual']: string } = {
  usual: 'as usual',
  f32: 'f32',
  int8: 'int8',
  int4: 'int4',
  'int4-fast': 'int4, fast',
};

/** What the passes run on. It takes the model to be loaded again. */
export function RunFields({ engine }: { readonly engine: Engine }) {
  const wanted: Signal<RunSettings> = useMemo(() => signal(engine.run), [engine]);
  const { device = 'wasm', precision, threads } = wanted.value;
  const summary = engine.summary.value;
  const devices: readonly Device[] = 'gpu' in navigator ? ['wasm', 'webgpu'] : ['wasm'];
  const precisions = ['usual', ...(summary?.precisions ?? [])] as const;
  const mostThreads = crossOriginIsolated ? Math.max(1, navigator.hardwareConcurrency) : 1;
  const set = (change: RunSettings): void => {
    wanted.value = { ...wanted.value, ...change };
  };
  return (
    <fieldset class="fields">
      <legend>Device</legend>
      <ChoiceField
        label="Backend"
        value={device}
        choices={devices}
        titles={deviceTitles}
        onChange={(name) => set({ device: name })}
      />
      <ChoiceField
        label="Precision"
        value={precision ?? 'usual'}
        choices={precisions}
        titles={precisionTitles}
        onChange={(name) => set({ precision: name === 'usual' ? undefined : name })}
      />
      <NumberField
        label="Threads"
        min={1}
        max={mostThreads}
        empty="usual"
        value={threads}
        disabled={device !== 'wasm'}
        onChange={(value) => set({ threads: value })}
      />
      <button
        type="button"
        disabled={summary === undefined}
        onClick={() => engine.runWith(wanted.value).catch(() => undefined)}
      >
        Load again with these
      </button>
      <p class="soft">{abilities(mostThreads)}</p>
    </fieldset>
  );
}

function abilities(mostThreads: number): string {
  const threads = crossOriginIsolated
    ? `up to ${mostThreads} threads`
    : 'one thread, since this page is not isolated from others (its host sends no COOP and COEP headers)';
  const gpu =
    'gpu' in navigator ? 'The browser offers WebGPU.' : 'The browser offers no WebGPU: nothing here needs it.';
  return `This device can run ${threads}. ${gpu}`;
}
