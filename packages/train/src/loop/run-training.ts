import { ConfigError, type Storage, type Tensor } from '@recyclegpt/spec';
import { writeSafetensors } from '@recyclegpt/weights';
import type { Checkpoint, CheckpointStore } from '../checkpoints/checkpoint-store.ts';
import { writeFile } from '../data/write-file.ts';
import { MetricsLog } from '../metrics/metrics-log.ts';
import { TimeLeft } from '../metrics/time-left.ts';
import { TrainingError } from './training-error.ts';
import type { TrainingProgress, TrainingTask, ValidationResult } from './training-task.ts';

/** A task, and where and how often its run is kept. */
export interface RunTrainingOptions {
  readonly task: TrainingTask;
  readonly checkpoints: CheckpointStore;
  readonly storage: Storage;
  /** Path of the log of metrics in the storage. */
  readonly metricsPath: string;
  /** Steps between validations. */
  readonly validateEvery: number;
  /** Milliseconds between checkpoints; those of validations come besides. Default five minutes. */
  readonly checkpointEveryMs?: number;
  /** Ends after so many steps in all, as if stopped. Default: the whole run. */
  readonly maxSteps?: number;
  /** A clock in milliseconds. */
  readonly now?: () => number;
  /** Stops after the step that is under way; a checkpoint is written first. */
  readonly signal?: AbortSignal | undefined;
}

/** What a run tells while it goes on. */
export type TrainingEvent =
  | { readonly kind: 'run-resumed'; readonly step: number; readonly damaged: readonly string[] }
  | {
      readonly kind: 'step-done';
      readonly progress: TrainingProgress;
      readonly rowsPerSecond: number;
      readonly leftMs: number | undefined;
    }
  | {
      readonly kind: 'validation-done';
      readonly step: number;
      readonly result: ValidationResult;
      readonly isBest: boolean;
    }
  | { readonly kind: 'checkpoint-written'; readonly step: number }
  | { readonly kind: 'run-ended'; readonly step: number; readonly isComplete: boolean };

/**
 * Runs a task to its end, or until it is stopped, and goes on with an earlier run of it where there are checkpoints: bit
 * for bit, on the same backend with the same number of threads.
 * @throws ConfigError if the checkpoints are another run's, TrainingError if loss or gradient are no numbers, with the
 * batch saved beside the log of metrics, FileError if nothing can be written; the last checkpoint stays as it was
 */
export async function* runTraining(options: RunTrainingOptions): AsyncGenerator<TrainingEvent> {
  const { task, checkpoints, now = () => performance.now(), maxSteps = Number.POSITIVE_INFINITY, signal } = options;
  const resumed = await resume(task, checkpoints);
  if (resumed !== undefined) yield resumed;
  const keeper = new RunKeeper(options, await openLog(options));
  const timeLeft = new TimeLeft();
  const isOver = (): boolean => signal?.aborted === true || task.optimiser.steps >= Math.min(maxSteps, task.totalSteps);
  let savedMs = now();
  let stepMs = now();
  if (!isOver()) {
    for await (const progress of savingBatches(options)) {
      const spentMs = now() - stepMs;
      const rowsPerSecond = (1000 * progress.rows) / Math.max(1e-3, spentMs);
      timeLeft.add(progress.step, now());
      await keeper.log(progress, rowsPerSecond);
      yield { kind: 'step-done', progress, rowsPerSecond, leftMs: timeLeft.leftMs(task.totalSteps) };
      if (progress.step % options.validateEvery === 0 || progress.step === task.totalSteps) {
        yield* keeper.validate();
        savedMs = now();
      } else if (now() - savedMs > (options.checkpointEveryMs ?? 300_000)) {
        yield await keeper.save();
        savedMs = now();
      }
      if (isOver()) break;
      stepMs = now();
    }
    yield* keeper.close();
  }
  const { steps } = task.optimiser;
  yield { kind: 'run-ended', step: steps, isComplete: steps >= task.totalSteps };
}

/** The task's steps. What a step was fed whose loss is no number is saved for a look. */
async function* savingBatches({ task, storage, metricsPath }: RunTrainingOptions): AsyncGenerator<TrainingProgress> {
  try {
    yield* task.run();
  } catch (error) {
    if (!TrainingError.isInstance(error) || error.batch === undefined) throw error;
    const file = `rejected-batch-${task.optimiser.steps + 1}.safetensors`;
    const path = [...metricsPath.split('/').slice(0, -1), file].join('/');
    const chunks = writeSafetensors(new Map(Object.entries(error.batch)));
    await writeFile({ storage, path, chunks, name: 'The batch whose loss is no number' });
    const { where } = error.details;
    const told = { ...error.details, where: `${where}; its batch is kept in ${path}`, cause: error };
    throw new TrainingError(told, error.batch);
  }
}

async function openLog({ task, storage, metricsPath }: RunTrainingOptions): Promise<MetricsLog> {
  return await MetricsLog.open({ storage, path: metricsPath, resumeStep: task.optimiser.steps });
}

/** Log and checkpoints of a run. */
class RunKeeper {
  readonly #options: RunTrainingOptions;
  readonly #log: MetricsLog;
  #savedStep: number;
  #best = Number.POSITIVE_INFINITY;

  constructor(options: RunTrainingOptions, log: MetricsLog) {
    this.#options = options;
    this.#log = log;
    this.#savedStep = options.task.optimiser.steps;
  }

  async log(
    { step, loss, learningRate, gradientNorm, metrics }: TrainingProgress,
    rowsPerSecond: number,
  ): Promise<void> {
    const lr = learningRate;
    await this.#log.add({
      step,
      loss,
      lr,
      gradNorm: gradientNorm,
      tokensPerSecond: Math.round(rowsPerSecond),
      ...metrics,
    });
  }

  async *validate(): AsyncGenerator<TrainingEvent> {
    const { task, checkpoints } = this.#options;
    const step = task.optimiser.steps;
    const result = await task.validate();
    const best = Math.min(this.#best, (await checkpoints.best())?.score ?? Number.POSITIVE_INFINITY);
    const named = Object.entries(result.metrics).map(([name, value]) => [`validation.${name}`, value] as const);
    await this.#log.add({ step, 'validation.score': result.score, ...Object.fromEntries(named) });
    this.#best = Math.min(best, result.score);
    yield { kind: 'validation-done', step, result, isBest: result.score < best };
    yield await this.save(result.score);
  }

  /** Writes a checkpoint, the log first. */
  async save(score?: number): Promise<TrainingEvent> {
    const { task, checkpoints } = this.#options;
    await this.#log.flush();
    await checkpoints.save(checkpointOf(task, score));
    this.#savedStep = task.optimiser.steps;
    return { kind: 'checkpoint-written', step: this.#savedStep };
  }

  async *close(): AsyncGenerator<TrainingEvent> {
    if (this.#savedStep < this.#options.task.optimiser.steps) yield await this.save();
    await this.#log.flush();
  }
}

const tensorNames = ['parameters', 'means', 'squares'] as const;

function arraysOf({ parameters, optimiser }: TrainingTask): Record<(typeof tensorNames)[number], Float32Array> {
  return { parameters: parameters.data, means: optimiser.means, squares: optimiser.squares };
}

function checkpointOf(task: TrainingTask, score: number | undefined): Checkpoint {
  const tensors = new Map<string, Tensor>();
  for (const [name, data] of Object.entries(arraysOf(task))) {
    tensors.set(name, { dtype: 'float32', shape: [data.length], data });
  }
  return { step: task.optimiser.steps, tensors, state: { position: task.position, config: task.config }, score };
}

/** Goes on from the last checkpoint that is whole, if there is one. */
async function resume(task: TrainingTask, checkpoints: CheckpointStore): Promise<TrainingEvent | undefined> {
  const found = await checkpoints.loadLatest();
  if (found === undefined) return undefined;
  const { checkpoint, damaged } = found;
  if (JSON.stringify(checkpoint.state.config) !== JSON.stringify(task.config)) {
    throw new ConfigError({
      what: 'The folder has the checkpoints of another run',
      got: JSON.stringify(checkpoint.state.config),
      expected: JSON.stringify(task.config),
      next: 'Give the same options to go on, or another folder to begin anew.',
    });
  }
  for (const [name, data] of Object.entries(arraysOf(task))) restore(data, checkpoint.tensors.get(name), name);
  task.position = checkpoint.state.position;
  task.optimiser.steps = checkpoint.step;
  return {
    kind: 'run-resumed',
    step: checkpoint.step,
    damaged: damaged.map(({ path, reason }) => `${path}: ${reason}`),
  };
}

function restore(target: Float32Array, tensor: Tensor | undefined, name: string): void {
  if (tensor?.dtype === 'float32' && tensor.data.length === target.length) {
    target.set(tensor.data);
    return;
  }
  throw new ConfigError({
    what: 'A checkpoint does not fit the run',
    where: name,
    expected: `${target.length} numbers`,
    got: `${tensor?.data.length ?? 'none'}`,
  });
}
