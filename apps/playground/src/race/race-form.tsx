import { type RaceMode, type RaceSettings, type RaceState, raceModes } from './race-state.ts';

const modeTitles: { readonly [Mode in RaceMode]: string } = {
  'verified-3': '3 tokens a pass, checked (same text)',
  'verified-1': '1 token a pass, checked (same text)',
  adaptive: 'only where it pays here (adaptive, same text)',
  alternating: 'every second token unchecked (the paper’s mode, lossy)',
  typical: '3 tokens a pass, likely ones kept (lossy)',
};

/** Another race: prompt, seed, mode. */
export function RaceForm({ race }: { readonly race: RaceState }) {
  const settings = race.settings.value;
  const set = (change: Partial<RaceSettings>): void => {
    race.settings.value = { ...settings, ...change };
  };
  const number = (event: { readonly currentTarget: HTMLInputElement }): number =>
    event.currentTarget.valueAsNumber || 0;
  return (
    <form
      class="race-form"
      onSubmit={(event) => {
        event.preventDefault();
        void race.start();
      }}
    >
      <h2>Race with your own beginning</h2>
      <label class="wide">
        Beginning
        <input
          type="text"
          required
          value={settings.prompt}
          onInput={(event) => set({ prompt: event.currentTarget.value })}
        />
      </label>
      <label class="wide">
        Recycle
        <select value={settings.mode} onChange={(event) => set({ mode: event.currentTarget.value as RaceMode })}>
          {raceModes.map((mode) => (
            <option key={mode} value={mode}>
              {modeTitles[mode]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Tokens
        <input
          type="number"
          min={4}
          max={400}
          value={settings.maxTokens}
          onInput={(event) => set({ maxTokens: number(event) })}
        />
      </label>
      <label>
        Temperature
        <input
          type="number"
          min={0}
          max={2}
          step={0.1}
          value={settings.temperature}
          onInput={(event) => set({ temperature: number(event) })}
        />
      </label>
      <label>
        Seed
        <input
          type="number"
          min={0}
          max={4294967295}
          value={settings.seed}
          onInput={(event) => set({ seed: number(event) })}
        />
      </label>
      <button type="submit" class="primary">
        Race
      </button>
    </form>
  );
}
