import type { TrainSettings } from '../protocol/train-calls.ts';
import { ChoiceField } from '../shared/choice-field.tsx';
import { NumberField } from '../shared/number-field.tsx';
import type { TrainState } from './train-state.ts';

const sizes = ['tiny', 'small'] as const;
const titles = { tiny: 'Tiny: 2 layers, quick', small: 'Small: 3 layers, slower' } as const;

/** How large, and how long. */
export function TrainFields({ train }: { readonly train: TrainState }) {
  const settings = train.settings.value;
  const isBusy = train.status.value === 'running' || train.status.value === 'stopping';
  const set = (change: Partial<TrainSettings>): void => {
    train.settings.value = { ...settings, ...change };
  };
  return (
    <fieldset class="fields" disabled={isBusy}>
      <legend class="visually-hidden">How to train</legend>
      <ChoiceField
        label="Size"
        value={settings.size}
        choices={sizes}
        titles={titles}
        onChange={(size) => set({ size })}
      />
      <NumberField
        label="Steps"
        min={5}
        max={20000}
        value={settings.steps}
        onChange={(steps) => set({ steps: steps ?? settings.steps })}
      />
      <NumberField
        label="Tokens to learn"
        min={300}
        max={8192}
        value={settings.vocab}
        onChange={(vocab) => set({ vocab: vocab ?? settings.vocab })}
      />
      <NumberField
        label="Tokens seen at once"
        min={16}
        max={512}
        value={settings.seq}
        onChange={(seq) => set({ seq: seq ?? settings.seq })}
      />
      <NumberField
        label="Learning rate"
        min={0.00001}
        max={0.1}
        step={0.0001}
        value={settings.learningRate}
        onChange={(learningRate) => set({ learningRate: learningRate ?? settings.learningRate })}
      />
    </fieldset>
  );
}
