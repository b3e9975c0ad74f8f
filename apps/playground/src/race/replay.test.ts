import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { Replay, type Timers } from './replay.ts';

/** Timers that run when the test says so. */
function handTimers(): { readonly timers: Timers; readonly waits: () => readonly number[]; run(): void } {
  const waiting = new Map<number, { readonly work: () => void; readonly ms: number }>();
  let next = 1;
  return {
    timers: {
      set: (work, ms) => {
        waiting.set(next, { work, ms });
        return next++;
      },
      clear: (timer) => waiting.delete(timer),
    },
    waits: () => [...waiting.values()].map(({ ms }) => ms),
    run: () => {
      const [first] = waiting;
      if (first === undefined) return;
      waiting.delete(first[0]);
      first[1].work();
    },
  };
}

describe('Replay', () => {
  it('plays beats as they come, waits where there is none, and ends', () => {
    const { timers, waits, run } = handTimers();
    const available = signal(1);
    const hasAll = signal(false);
    const replay = new Replay({ available, hasAll }, timers);
    replay.restart();
    run();
    expect(replay.beat.value).toBe(1);
    expect(waits()).toEqual([]);
    available.value = 2;
    expect(waits()).toHaveLength(1);
    run();
    expect(replay.isPlaying.value).toBe(true);
    hasAll.value = true;
    expect(replay.isOver.value).toBe(true);
    expect(replay.isPlaying.value).toBe(false);
    replay.dispose();
  });

  it('steps, keeps in bounds, and begins anew at the end', () => {
    const { timers } = handTimers();
    const replay = new Replay({ available: signal(3), hasAll: signal(true) }, timers);
    replay.step(-1);
    expect(replay.beat.value).toBe(0);
    replay.show(99);
    expect(replay.beat.value).toBe(3);
    replay.toggle();
    expect([replay.beat.value, replay.isPlaying.value]).toEqual([0, true]);
    replay.toggle();
    expect(replay.isPlaying.value).toBe(false);
    replay.dispose();
  });

  it('plays faster at a higher speed', () => {
    const { timers, waits } = handTimers();
    const replay = new Replay({ available: signal(3), hasAll: signal(true) }, timers);
    replay.restart();
    const [usual = 0] = waits();
    replay.speed.value = 2;
    expect(waits()).toEqual([usual / 2]);
    replay.dispose();
  });
});
