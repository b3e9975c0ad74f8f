import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type {
  LoadProgress,
  LoadRequest,
  ModelCalls,
  ModelSource,
  ModelSummary,
  RunSettings,
} from '../protocol/calls.ts';
import { type PlainError, plainErrorOf } from '../protocol/plain-error.ts';
import { WorkerClient, type WorkerPort } from '../protocol/worker-client.ts';

/** How things stand with the model. */
export type ModelStatus =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'loading'; readonly name: string; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly kind: 'ready'; readonly summary: ModelSummary }
  | { readonly kind: 'failed'; readonly error: PlainError };

const fallbackNotice =
  'WebGPU failed, so that WebAssembly runs the model from now on. WebGPU can be chosen again: Write, Tune, Device.';

/** The model of the page: the thread that runs it, and what is known of it. */
export class Engine {
  readonly status: Signal<ModelStatus> = signal({ kind: 'waiting' });
  /** A load that failed while an earlier model stays in use. */
  readonly error: Signal<PlainError | undefined> = signal(undefined);
  /** What the device or the files made necessary. */
  readonly notices: Signal<readonly string[]> = signal([]);
  /** What the page itself has to say, whatever is loaded. */
  readonly pageNotices: Signal<readonly string[]> = signal([]);
  readonly summary: ReadonlySignal<ModelSummary | undefined>;
  /** Counts models: texts of an earlier one cannot go on. */
  readonly generation: Signal<number> = signal(0);
  readonly #start: () => WorkerPort;
  readonly #fallback: ModelSource;
  #client: WorkerClient<ModelCalls>;
  #last: LoadRequest;
  #loading: Promise<void> | undefined;

  /**
   * @param start starts a thread for a model
   * @param fallback what is loaded when nothing else was asked for
   */
  constructor(start: () => WorkerPort, fallback: ModelSource, run: RunSettings = {}) {
    this.#start = start;
    this.#client = this.#newClient();
    this.#fallback = fallback;
    this.#last = { source: fallback, run };
    this.summary = computed(() => (this.status.value.kind === 'ready' ? this.status.value.summary : undefined));
  }

  /** The thread of the present model. */
  get client(): WorkerClient<ModelCalls> {
    return this.#client;
  }

  /** What the model is run with. */
  get run(): RunSettings {
    return this.#last.run;
  }

  /** The model is not the one that the page came with. */
  get isOwnModel(): boolean {
    return this.#last.source !== this.#fallback;
  }

  /** Waits for the model; loads it if there is none. @throws CallError if it cannot be loaded */
  async ready(): Promise<void> {
    if (this.#loading === undefined && (this.status.value.kind !== 'ready' || !this.#client.isAlive)) {
      await this.load(this.#last);
      return;
    }
    await this.#loading;
  }

  /** Loads a model in place of the present one. @throws CallError if it cannot be loaded; the present one stays */
  async load(request: LoadRequest): Promise<void> {
    const loading = this.#load(request);
    this.#loading = loading;
    try {
      await loading;
    } finally {
      if (this.#loading === loading) this.#loading = undefined;
    }
  }

  /** The same files, run in another way. */
  async runWith(run: RunSettings): Promise<void> {
    this.pageNotices.value = this.pageNotices.value.filter((text) => text !== fallbackNotice);
    await this.load({ ...this.#last, run });
  }

  /** Files of a model, or a module for the present one. */
  async loadFiles(files: readonly File[]): Promise<void> {
    const [only] = files;
    const isModule = files.length === 1 && only !== undefined && only.name.endsWith('.safetensors');
    if (isModule) await this.load({ ...this.#last, module: only });
    else await this.load({ source: { kind: 'files', files }, run: this.#last.run });
  }

  /** Files that a user gave: what cannot be used is shown, and the present model stays. */
  async take(files: readonly File[]): Promise<void> {
    try {
      await this.loadFiles(files);
    } catch {
      // The status shows it.
    }
  }

  /** The model that the page came with. */
  async loadFallback(): Promise<void> {
    await this.load({ source: this.#fallback, run: this.#last.run });
  }

  /**
   * Each model has a thread of its own: a thread keeps its number of threads and its memory for ever. The one before it
   * goes when the new one stands.
   */
  async #load(request: LoadRequest): Promise<void> {
    const before = this.#client.isAlive ? this.status.value : ({ kind: 'waiting' } as const);
    this.error.value = undefined;
    this.notices.value = [];
    this.status.value = { kind: 'loading', name: nameOf(request), doneBytes: 0, totalBytes: 0 };
    const client = this.#newClient();
    try {
      const summary = await client.call('load', request, { onProgress: (progress) => this.#show(progress) });
      this.#client.end();
      this.#client = client;
      this.#last = request;
      this.generation.value += 1;
      this.status.value = { kind: 'ready', summary };
    } catch (error) {
      client.end();
      this.#fail(before, plainErrorOf(error));
      throw error;
    }
  }

  #fail(before: ModelStatus, error: PlainError): void {
    const canGoOn = before.kind === 'ready' && this.#client.isAlive;
    this.status.value = canGoOn ? before : { kind: 'failed', error };
    this.error.value = canGoOn ? error : undefined;
  }

  #newClient(): WorkerClient<ModelCalls> {
    const client: WorkerClient<ModelCalls> = new WorkerClient<ModelCalls>(this.#start, {
      onNotice: (text) => {
        if (!this.notices.value.includes(text)) this.notices.value = [...this.notices.value, text];
      },
      onError: ({ isOfBackend }) => {
        if (isOfBackend === true && client === this.#client) this.#fallBack(client);
      },
    });
    return client;
  }

  /** A backend that failed is not to be relied on: the model is loaded again when it is next needed, from a lost device elsewhere. */
  #fallBack(client: WorkerClient<ModelCalls>): void {
    client.end();
    if (this.#last.run.device !== 'webgpu') return;
    this.#last = { ...this.#last, run: { threads: this.#last.run.threads } };
    this.pageNotices.value = [...this.pageNotices.value.filter((text) => text !== fallbackNotice), fallbackNotice];
  }

  #show(progress: LoadProgress): void {
    const { value: status } = this.status;
    if (status.kind === 'loading') this.status.value = { ...status, ...progress, kind: 'loading' };
  }
}

function nameOf({ source, module }: LoadRequest): string {
  if (module !== undefined) return module.name;
  if (source.kind === 'embedded') return source.name;
  return source.kind === 'files' ? (source.files[0]?.name ?? 'files') : 'a model with random weights';
}
