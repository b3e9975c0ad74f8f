import { type WebBackendOptions, webBackend } from '@recyclegpt/backend-web';
import { ConfigError } from '@recyclegpt/spec';
import { BaseTraining, baseTrainingShapes, runTraining, type TrainingEvent } from '@recyclegpt/train';
import { type CallContext, type Handlers, Turns } from '../../protocol/serve-calls.ts';
import type { StartRequest, TrainCalls, TrainProgress, TrainResult } from '../../protocol/train-calls.ts';
import { createYield } from '../yield-to-messages.ts';
import { exportRun } from './export-run.ts';
import { prepareRun, type TrainRun } from './prepare-run.ts';
import { writeSample } from './write-sample.ts';

type Context = CallContext<TrainProgress>;

/** How often held-out text is looked at in a run. */
const looks = 12;

export interface TrainHostOptions {
  /** Folder with the runtime's WebAssembly. Default: where the runtime looks for it, as in Node. */
  readonly runtimeUrl?: string;
}

/** A run of training: begun, stopped, gone on with, taken home. */
export class TrainHost {
  readonly handlers: Handlers<TrainCalls> = {
    start: (request, context) => this.#turns.take(() => this.#start(request, context)),
    goOn: (_, context) => this.#turns.take(() => this.#train(this.#begun(), context)),
    files: () => this.#turns.take(() => exportRun(this.#begun())),
  };
  readonly #turns = new Turns();
  readonly #breathe = createYield();
  readonly #backendOptions: WebBackendOptions;
  #run: TrainRun | undefined;

  constructor(options: TrainHostOptions = {}) {
    this.#backendOptions = { device: 'wasm', ...options };
  }

  #begun(): TrainRun {
    if (this.#run !== undefined) return this.#run;
    throw new ConfigError({ what: 'Nothing has been trained yet', next: 'Give it a text and start.' });
  }

  async #start(request: StartRequest, context: Context): Promise<TrainResult> {
    this.#run = undefined;
    const run = await prepareRun(request, context);
    this.#run = run;
    return await this.#train(run, context);
  }

  /** From where the run stands, to its end or until it is stopped. */
  async #train(run: TrainRun, context: Context): Promise<TrainResult> {
    const { config, module, split, recipe, checkpoints, storage } = run;
    using backend = await webBackend(this.#backendOptions);
    const { train, validation } = split;
    const parts = { backend, config, module, train, validation, recipe, validationSequences: 32 };
    using task = await BaseTraining.create(parts);
    context.report(planOf(run, task.totalSteps));
    const validateEvery = Math.max(5, Math.ceil(task.totalSteps / looks));
    const { signal } = context;
    const metricsPath = 'training/metrics.jsonl';
    let result: TrainResult = { step: 0, isComplete: false };
    const events = runTraining({ task, checkpoints, storage, metricsPath, validateEvery, signal });
    for await (const event of events) {
      tell(event, context);
      if (event.kind === 'run-ended') result = { step: event.step, isComplete: event.isComplete };
      if (event.kind === 'validation-done') await this.#sample(run, task, context);
      await this.#breathe();
    }
    return result;
  }

  async #sample(run: TrainRun, { parameters, optimiser }: BaseTraining, { signal, report }: Context): Promise<void> {
    if (signal.aborted) return;
    const backend = await webBackend(this.#backendOptions);
    const sample = await writeSample({ run, backend, parameters, step: optimiser.steps, signal });
    report({ kind: 'sample-written', sample });
  }
}

function planOf({ config, module, recipe, split }: TrainRun, totalSteps: number): TrainProgress {
  const count = (shapes: readonly { readonly shape: readonly number[] }[]): number =>
    shapes.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  const base = count(baseTrainingShapes({ config, module: undefined }));
  const both = count(baseTrainingShapes({ config, module: { config: module, steps: recipe.draftSteps } }));
  return {
    kind: 'run-planned',
    baseWeights: base,
    moduleWeights: both - base,
    trainTokens: split.train.numTokens,
    heldOutTokens: split.validation.numTokens,
    totalSteps,
  };
}

/** Tells the page of what it shows; checkpoints are the run's own business. */
function tell(event: TrainingEvent, { report }: Context): void {
  if (event.kind === 'step-done') {
    const { step, totalSteps, loss } = event.progress;
    report({ kind: 'step-done', step, totalSteps, loss, tokensPerSecond: event.rowsPerSecond, leftMs: event.leftMs });
  }
  if (event.kind !== 'validation-done') return;
  const { metrics, score } = event.result;
  const acceptance = Object.entries(metrics)
    .filter(([name]) => name.startsWith('draftAccuracy.'))
    .map(([, value]) => value);
  report({ kind: 'looked-at', step: event.step, loss: score, acceptance });
}
