import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Engine } from '../app/engine.ts';
import type { LaneName, RaceResult, SchedulerChoice } from '../protocol/calls.ts';
import { type PlainError, plainErrorOf } from '../protocol/plain-error.ts';
import type { RoundRecord } from '../protocol/round-record.ts';
import { type Beat, beatsOf } from './beats.ts';
import { Replay } from './replay.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** Ways to recycle that a race can show. */
export const raceModes = ['verified-3', 'verified-1', 'adaptive', 'alternating', 'typical'] as const;
export type RaceMode = (typeof raceModes)[number];

/** What is asked of a race. */
export interface RaceSettings {
  readonly prompt: string;
  readonly seed: number;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly mode: RaceMode;
}

/** The race that the page opens with. */
const firstRace: RaceSettings = {
  prompt: 'Once upon a time, there was a little',
  seed: 7,
  temperature: 0.5,
  maxTokens: 48,
  mode: 'verified-3',
};

const choices: { readonly [Mode in RaceMode]: SchedulerChoice } = {
  adaptive: { kind: 'adaptive', acceptance: 'exact' },
  'verified-3': { kind: 'verified', length: 3, acceptance: 'exact' },
  'verified-1': { kind: 'verified', length: 1, acceptance: 'exact' },
  alternating: { kind: 'alternating', stride: 2 },
  typical: { kind: 'verified', length: 3, acceptance: 'typical' },
};

/** A race: run as fast as the device can, shown at a pace that the eye can follow. */
export class RaceState {
  readonly settings: Signal<RaceSettings> = signal(firstRace);
  readonly error: Signal<PlainError | undefined> = signal(undefined);
  readonly result: Signal<RaceResult | undefined> = signal(undefined);
  /** The prompt of the race that is shown. */
  readonly shownPrompt: Signal<string> = signal(firstRace.prompt);
  readonly beats: Readonly<Record<LaneName, ReadonlySignal<readonly Beat[]>>>;
  readonly verdict: ReadonlySignal<Verdict | undefined>;
  readonly isRunning: Signal<boolean> = signal(false);
  readonly replay: Replay;
  readonly #rounds = { plain: signal<readonly RoundRecord[]>([]), recycled: signal<readonly RoundRecord[]>([]) };
  readonly #engine: Engine;
  #hasStarted = false;
  #cancel = new AbortController();

  constructor(engine: Engine) {
    this.#engine = engine;
    const { plain, recycled } = this.#rounds;
    this.beats = { plain: computed(() => beatsOf(plain.value)), recycled: computed(() => beatsOf(recycled.value)) };
    this.verdict = computed(() => this.result.value && verdictOf(this.result.value));
    const hasAll = computed(() => this.result.value !== undefined);
    const available = computed(() => {
      const lengths = [this.beats.plain.value.length, this.beats.recycled.value.length];
      // The first beat is shown as soon as one lane has it; from then on they keep step.
      return hasAll.value ? Math.max(...lengths) : Math.max(Math.min(...lengths), Math.min(1, Math.max(...lengths)));
    });
    this.replay = new Replay({ available, hasAll });
  }

  /** Plays by itself, once. */
  async startOnce(options: { readonly isStill: boolean }): Promise<void> {
    if (!this.#hasStarted) await this.start(options);
  }

  /** Runs the race that is set, and plays it; `isStill` shows the end at once instead. */
  async start({ isStill = false }: { readonly isStill?: boolean } = {}): Promise<void> {
    this.#hasStarted = true;
    this.#cancel.abort();
    const cancel = new AbortController();
    this.#cancel = cancel;
    const settings = this.settings.value;
    this.#clear(settings);
    this.replay.isPlaying.value = !isStill;
    try {
      await this.#engine.ready();
      const result = await this.#run(settings, cancel.signal);
      if (cancel.signal.aborted) return;
      this.result.value = result;
      if (isStill) this.replay.show(this.replay.available.value);
    } catch (error) {
      if (!cancel.signal.aborted) this.error.value = plainErrorOf(error);
    } finally {
      if (this.#cancel === cancel) this.isRunning.value = false;
    }
    if (this.error.value !== undefined) this.replay.isPlaying.value = false;
  }

  #clear(settings: RaceSettings): void {
    batch(() => {
      this.#rounds.plain.value = [];
      this.#rounds.recycled.value = [];
      this.result.value = undefined;
      this.error.value = undefined;
      this.shownPrompt.value = settings.prompt;
      this.isRunning.value = true;
      this.replay.restart();
    });
  }

  #run({ prompt, maxTokens, seed, temperature, mode }: RaceSettings, signal: AbortSignal): Promise<RaceResult> {
    const request = { prompt, maxTokens, sampler: { seed, temperature }, recycled: choices[mode] };
    return this.#engine.client.call('race', request, {
      signal,
      onProgress: (progress) => {
        if (signal.aborted) return;
        const rounds = this.#rounds[progress.lane];
        rounds.value = [...rounds.value, progress.round];
      },
    });
  }
}
