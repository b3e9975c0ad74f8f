import { type Replay, speeds } from './replay.ts';

/** Play, pause, step, speed. */
export function ReplayControls({ replay }: { readonly replay: Replay }) {
  const beat = replay.beat.value;
  const available = replay.available.value;
  const isPlaying = replay.isPlaying.value;
  const playName = isPlaying ? 'Pause' : replay.isOver.value ? 'Play again' : 'Play';
  return (
    <fieldset class="controls">
      <legend class="visually-hidden">Replay</legend>
      <button type="button" class="primary play" onClick={() => replay.toggle()} disabled={available === 0}>
        {playName}
      </button>
      <button type="button" onClick={() => replay.step(-1)} disabled={beat === 0} aria-label="One beat back">
        ‹
      </button>
      <button type="button" onClick={() => replay.step(1)} disabled={beat >= available} aria-label="One beat on">
        ›
      </button>
      <input
        type="range"
        aria-label="Beat"
        aria-valuetext={`Beat ${beat} of ${available}`}
        min={0}
        max={Math.max(1, available)}
        value={beat}
        onInput={(event) => replay.show(Number(event.currentTarget.value))}
      />
      <label>
        Speed
        <select
          value={String(replay.speed.value)}
          onChange={(event) => (replay.speed.value = Number(event.currentTarget.value))}
        >
          {speeds.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed}×
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
