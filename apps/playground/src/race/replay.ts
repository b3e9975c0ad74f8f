import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';

/** Milliseconds of a beat at speed 1: slow enough for the eye, quick enough to see the end. */
const beatMs = 150;

/** Speeds that can be chosen. */
export const speeds = [0.5, 1, 2, 4] as const;

/** Timers, so that tests can have their own. */
export interface Timers {
  set(work: () => void, ms: number): number;
  clear(timer: number): void;
}

const pageTimers: Timers = {
  set: (work, ms) => setTimeout(work, ms) as unknown as number,
  clear: (timer) => clearTimeout(timer),
};

/** Plays beats one after the other; it waits where the next one is not there yet. */
export class Replay {
  /** Beats shown. */
  readonly beat: Signal<number> = signal(0);
  readonly isPlaying: Signal<boolean> = signal(false);
  readonly speed: Signal<number> = signal(1);
  /** Beats that there are so far. */
  readonly available: ReadonlySignal<number>;
  readonly hasAll: ReadonlySignal<boolean>;
  /** Everything has been shown. */
  readonly isOver: ReadonlySignal<boolean>;
  readonly #timers: Timers;
  #timer: number | undefined;
  readonly #stopEffect: () => void;

  constructor(
    beats: { readonly available: ReadonlySignal<number>; readonly hasAll: ReadonlySignal<boolean> },
    timers = pageTimers,
  ) {
    this.available = beats.available;
    this.hasAll = beats.hasAll;
    this.#timers = timers;
    this.isOver = computed(() => this.hasAll.value && this.beat.value >= this.available.value);
    this.#stopEffect = effect(() => this.#keepTime());
  }

  /** From the beginning. */
  restart(): void {
    this.beat.value = 0;
    this.isPlaying.value = true;
  }

  /** Plays on, or stops; at the end it begins anew. */
  toggle(): void {
    if (this.isOver.value) this.restart();
    else this.isPlaying.value = !this.isPlaying.value;
  }

  /** Shows so many beats, and stops. */
  show(beat: number): void {
    this.isPlaying.value = false;
    this.beat.value = Math.min(this.available.value, Math.max(0, beat));
  }

  /** One beat forward or back, and stops. */
  step(by: number): void {
    this.show(this.beat.value + by);
  }

  dispose(): void {
    this.#stopEffect();
    if (this.#timer !== undefined) this.#timers.clear(this.#timer);
  }

  /** Runs whenever something changed: sets the timer of the next beat. Nobody waits for the first one. */
  #keepTime(): void {
    if (this.#timer !== undefined) this.#timers.clear(this.#timer);
    this.#timer = undefined;
    if (!this.isPlaying.value || this.beat.value >= this.available.value) {
      if (this.isOver.value) this.isPlaying.value = false;
      return;
    }
    this.#timer = this.#timers.set(
      () => {
        this.beat.value += 1;
      },
      this.beat.value === 0 ? 0 : beatMs / this.speed.value,
    );
  }
}
