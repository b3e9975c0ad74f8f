import { useEffect } from 'preact/hooks';
import { ErrorNote } from '../app/error-note.tsx';
import { Legend } from '../shared/token-text.tsx';
import { Lane } from './lane.tsx';
import { PassTracks } from './pass-tracks.tsx';
import { RaceForm } from './race-form.tsx';
import type { RaceState } from './race-state.ts';
import { ReplayControls } from './replay-controls.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

/** One prompt, one seed, two lanes. */
export function RaceView({ race }: { readonly race: RaceState }) {
  const error = race.error.value;
  useEffect(() => {
    void race.startOnce({ isStill: matchMedia('(prefers-reduced-motion: reduce)').matches });
  }, [race]);
  return (
    <div class="race">
      <header class="lead">
        <h1>The same words, in fewer passes</h1>
        <p>
          A language model runs all of its weights once for every token it writes. Recycling takes what the last pass
          has computed, guesses what comes next, and lets the next pass check the guesses while it runs anyway. Below,
          one model writes one story twice: one beat is one pass.
        </p>
        <Legend />
      </header>
      {error === undefined ? undefined : <ErrorNote error={error} />}
      <div class="lanes">
        <Lane race={race} name="plain" />
        <Lane race={race} name="recycled" />
      </div>
      <PassTracks race={race} />
      <ReplayControls replay={race.replay} />
      <VerdictPanel race={race} />
      <RaceForm race={race} />
    </div>
  );
}
