import { useEffect, useRef } from 'preact/hooks';
import type { LaneName } from '../protocol/calls.ts';
import { plural } from '../shared/format.ts';
import { TokenText } from '../shared/token-text.tsx';
import { tokensUpTo } from './beats.ts';
import type { RaceState } from './race-state.ts';

const titles: { readonly [Name in LaneName]: string } = { plain: 'Plain', recycled: 'Recycled' };

/** A text being written, as far as the beat has come. */
export function Lane({ race, name }: { readonly race: RaceState; readonly name: LaneName }) {
  const beats = race.beats[name].value;
  const beat = Math.min(race.replay.beat.value, beats.length);
  const tokens = tokensUpTo(beats, beat);
  const isDone = race.replay.hasAll.value && beats.length > 0 && beat === beats.length;
  const comparison = race.verdict.value?.comparison;
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (text.current !== null) text.current.scrollTop = text.current.scrollHeight;
  }, [beat]);
  const departure = name === 'recycled' ? comparison?.firstDeparture : undefined;
  return (
    <section class="lane" aria-labelledby={`lane-${name}`} data-done={isDone}>
      <header>
        <h2 id={`lane-${name}`}>{titles[name]}</h2>
        <p class="lane-count">
          {plural(tokens.length, 'token')} after {plural(beat, 'pass', 'passes')}
          {isDone ? <strong> · done</strong> : undefined}
        </p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls has to be reachable by keyboard */}
      <p ref={text} class="lane-text" tabIndex={0}>
        <span class="prompt">{race.shownPrompt.value}</span>
        <TokenText tokens={departure === undefined ? tokens : tokens.slice(0, departure)} />
        {departure === undefined || tokens.length <= departure ? undefined : (
          <>
            <span class="departure" title="Here the texts part">
              <span class="visually-hidden"> [here the texts part] </span>
            </span>
            <TokenText tokens={tokens.slice(departure)} />
          </>
        )}
      </p>
    </section>
  );
}
