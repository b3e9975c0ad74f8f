import type { AcceptanceName } from '../protocol/calls.ts';
import { ChoiceField } from '../shared/choice-field.tsx';
import { NumberField } from '../shared/number-field.tsx';
import { CodePanel } from './code-panel.tsx';
import { CustomScheduler } from './custom-scheduler.tsx';
import { RunFields } from './run-fields.tsx';
import { acceptanceNames, lossOf, type SchedulerKind, schedulerKinds, type WriteSettings } from './settings.ts';
import type { WriteState } from './write-state.ts';

const schedulerTitles: { readonly [Kind in SchedulerKind]: string } = {
  adaptive: 'Adaptive: as long as it pays',
  verified: 'Verified: a fixed length',
  alternating: 'Alternating: the paper’s, unchecked',
  autoregressive: 'None: plain decoding',
  custom: 'Your own',
};

const acceptanceTitles: { readonly [Name in AcceptanceName]: string } = {
  exact: 'Exact: the model’s own words',
  maximal: 'Maximal: its odds',
  typical: 'Typical: likely enough',
  trust: 'Trust: everything',
};

/** How the next words are written, and the code that does the same. */
export function TuneDrawer({ state }: { readonly state: WriteState }) {
  const settings = state.settings.value;
  const set = (change: Partial<WriteSettings>): void => {
    state.settings.value = { ...settings, ...change };
  };
  const { scheduler } = settings;
  const isChecked = scheduler === 'adaptive' || scheduler === 'verified';
  return (
    <div class="drawer-content">
      <h2>Tune</h2>
      <fieldset class="fields">
        <legend>Recycling</legend>
        <ChoiceField
          label="Scheduler"
          value={scheduler}
          choices={schedulerKinds}
          titles={schedulerTitles}
          onChange={(kind) => set({ scheduler: kind })}
        />
        <NumberField
          label={scheduler === 'adaptive' ? 'Draft length, at most' : 'Draft length'}
          min={1}
          max={16}
          empty="usual"
          value={settings.draftLength}
          disabled={scheduler === 'custom' || scheduler === 'autoregressive'}
          onChange={(draftLength) => set({ draftLength })}
        />
        <ChoiceField
          label="Acceptance"
          value={settings.acceptance}
          choices={acceptanceNames}
          titles={acceptanceTitles}
          disabled={!isChecked}
          onChange={(acceptance) => set({ acceptance })}
        />
        <p class="loss">{lossOf(settings) ?? 'Lossless: the words are those of plain decoding with the same seed.'}</p>
      </fieldset>
      {scheduler === 'custom' ? <CustomScheduler settings={settings} set={set} /> : undefined}
      <SamplerFields settings={settings} set={set} />
      <RunFields key={state.engine.generation.value} engine={state.engine} />
      <CodePanel state={state} />
    </div>
  );
}

interface FieldsProps {
  readonly settings: WriteSettings;
  set(change: Partial<WriteSettings>): void;
}

function SamplerFields({ settings, set }: FieldsProps) {
  const { maxTokens, temperature, topK, topP, minP, repetitionPenalty } = settings;
  return (
    <fieldset class="fields">
      <legend>Sampler</legend>
      <NumberField
        label="Tokens at a time"
        min={1}
        max={4096}
        value={maxTokens}
        onChange={(value) => set({ maxTokens: value ?? maxTokens })}
      />
      <NumberField
        label="Temperature"
        min={0}
        max={5}
        step={0.1}
        value={temperature}
        onChange={(value) => set({ temperature: value ?? temperature })}
      />
      <NumberField
        label="Top k"
        min={1}
        max={100000}
        empty="all"
        value={topK}
        onChange={(value) => set({ topK: value })}
      />
      <NumberField
        label="Top p"
        min={0.01}
        max={1}
        step={0.01}
        empty="all"
        value={topP}
        onChange={(value) => set({ topP: value })}
      />
      <NumberField
        label="Min p"
        min={0}
        max={1}
        step={0.01}
        empty="none"
        value={minP}
        onChange={(value) => set({ minP: value })}
      />
      <NumberField
        label="Repetition penalty"
        min={0.5}
        max={3}
        step={0.05}
        empty="none"
        value={repetitionPenalty}
        onChange={(value) => set({ repetitionPenalty: value })}
      />
    </fieldset>
  );
}
