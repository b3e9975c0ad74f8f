import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Engine } from '../app/engine.ts';
import { type PlainError, plainErrorOf } from '../protocol/plain-error.ts';
import type {
  TrainCalls,
  TrainedFile,
  TrainProgress,
  TrainResult,
  TrainSample,
  TrainSettings,
} from '../protocol/train-calls.ts';
import type { CallOptions, WorkerClient } from '../protocol/worker-client.ts';
import { FrameBuffer } from '../shared/frame-buffer.ts';

/** A point of a curve. */
export interface Point {
  readonly step: number;
  readonly value: number;
}

type Kind<K extends TrainProgress['kind']> = Extract<TrainProgress, { kind: K }>;

/** How a run stands. */
export type RunStatus = 'none' | 'running' | 'stopping' | 'stopped' | 'done';

const usualTraining: TrainSettings = { size: 'tiny', vocab: 512, steps: 300, seq: 128, learningRate: 2e-3 };

/** The view Train: a text, a run, what it makes. */
export class TrainState {
  readonly text: Signal<string> = signal('');
  /** Where the text came from, if it was not typed. */
  readonly origin: Signal<string | undefined> = signal(undefined);
  readonly settings: Signal<TrainSettings> = signal(usualTraining);
  readonly status: Signal<RunStatus> = signal('none');
  readonly phase: Signal<string> = signal('');
  readonly plan: Signal<Kind<'run-planned'> | undefined> = signal(undefined);
  readonly progress: Signal<Kind<'step-done'> | undefined> = signal(undefined);
  readonly losses: Signal<readonly Point[]> = signal([]);
  readonly looks: Signal<readonly Kind<'looked-at'>[]> = signal([]);
  readonly samples: Signal<readonly TrainSample[]> = signal([]);
  readonly error: Signal<PlainError | undefined> = signal(undefined);
  readonly canTakeHome: ReadonlySignal<boolean>;
  readonly #client: WorkerClient<TrainCalls>;
  readonly #engine: Engine;
  readonly #buffer: FrameBuffer<TrainProgress>;
  #cancel = new AbortController();

  constructor(client: WorkerClient<TrainCalls>, engine: Engine) {
    this.#client = client;
    this.#engine = engine;
    this.#buffer = new FrameBuffer((items) =>
      batch(() => {
        for (const item of items) this.#show(item);
      }),
    );
    this.canTakeHome = computed(
      () => (this.status.value === 'stopped' || this.status.value === 'done') && this.looks.value.length > 0,
    );
  }

  /** A new run from the text as it stands. */
  async start(): Promise<void> {
    batch(() => {
      this.plan.value = undefined;
      this.progress.value = undefined;
      this.losses.value = [];
      this.looks.value = [];
      this.samples.value = [];
    });
    const request = { texts: [this.text.value], settings: this.settings.value };
    await this.#run((options) => this.#client.call('start', request, options));
  }

  /** On from where the run was stopped. */
  async goOn(): Promise<void> {
    await this.#run((options) => this.#client.call('goOn', null, options));
  }

  /** Ends the run after its step. */
  stop(): void {
    if (this.status.value === 'running') this.status.value = 'stopping';
    this.#cancel.abort();
  }

  /** The files of the best moment. */
  async takeHome(): Promise<readonly TrainedFile[]> {
    return await this.#client.call('files', null);
  }

  /** Loads what was trained into Race and Write. */
  async use(): Promise<void> {
    try {
      const files = await this.takeHome();
      const named = files.map(({ name, bytes }) => new File([bytes as BlobPart], name));
      await this.#engine.loadFiles(named);
    } catch (error) {
      this.report(error);
    }
  }

  report(error: unknown): void {
    this.error.value = plainErrorOf(error);
  }

  async #run(call: (options: CallOptions<TrainProgress>) => Promise<TrainResult>): Promise<void> {
    this.#cancel = new AbortController();
    this.error.value = undefined;
    this.status.value = 'running';
    this.phase.value = 'Getting ready …';
    const onProgress = (progress: TrainProgress): void => this.#buffer.add(progress);
    try {
      const { isComplete } = await call({ onProgress, signal: this.#cancel.signal });
      this.#buffer.flush();
      this.status.value = isComplete ? 'done' : 'stopped';
    } catch (error) {
      this.#buffer.flush();
      this.status.value = this.plan.value === undefined ? 'none' : 'stopped';
      if (!this.#cancel.signal.aborted) this.report(error);
    } finally {
      this.phase.value = '';
    }
  }

  #show(progress: TrainProgress): void {
    switch (progress.kind) {
      case 'tokenizer-learnt':
        this.phase.value = `Learning tokens: ${progress.numTokens} of ${progress.vocab}`;
        break;
      case 'run-planned':
        this.plan.value = progress;
        this.phase.value = 'Building the graph …';
        break;
      case 'step-done':
        this.phase.value = '';
        this.progress.value = progress;
        this.losses.value = [...this.losses.value, { step: progress.step, value: progress.loss }];
        break;
      case 'looked-at':
        this.looks.value = [...this.looks.value, progress];
        break;
      case 'sample-written':
        this.samples.value = [progress.sample, ...this.samples.value];
        break;
      default:
        progress satisfies never;
    }
  }
}
