import type { LaneName } from '../protocol/calls.ts';
import type { Beat } from './beats.ts';
import type { RaceState } from './race-state.ts';

/** Both lanes on one scale: a column a pass, a block a token. */
export function PassTracks({ race }: { readonly race: RaceState }) {
  const { plain, recycled } = race.beats;
  const hasAll = race.replay.hasAll.value;
  const width = hasAll ? Math.max(plain.value.length, recycled.value.length) : race.settings.value.maxTokens;
  const beat = race.replay.beat.value;
  return (
    <figure class="tracks">
      <Track name="plain" beats={plain.value} beat={beat} width={width} hasAll={hasAll} />
      <Track name="recycled" beats={recycled.value} beat={beat} width={width} hasAll={hasAll} />
      <figcaption>Each column is one pass of the model, each block one token that it brought.</figcaption>
    </figure>
  );
}

interface TrackProps {
  readonly name: LaneName;
  readonly beats: readonly Beat[];
  readonly beat: number;
  /** Columns. */
  readonly width: number;
  readonly hasAll: boolean;
}

function Track({ name, beats, beat, width, hasAll }: TrackProps) {
  const shown = Math.min(beat, beats.length);
  const isDone = hasAll && beats.length > 0 && shown === beats.length;
  return (
    <div class="track" data-lane={name}>
      <span class="track-name">{name}</span>
      <div class="track-cells" style={{ '--columns': width }} role="img" aria-label={`${name}: ${shown} passes so far`}>
        {Array.from({ length: width }, (_, index) => (
          <Column key={index} beat={index < shown ? beats[index] : undefined} />
        ))}
        {isDone ? <span class="finish" style={{ '--at': shown }} /> : undefined}
      </div>
    </div>
  );
}

function Column({ beat }: { readonly beat: Beat | undefined }) {
  if (beat === undefined) return <span class="column" />;
  return (
    <span class="column" data-run>
      {beat.tokens.map(({ isRecycled }, index) => (
        <span key={index} class={isRecycled ? 'block recycled' : 'block'} />
      ))}
    </span>
  );
}
