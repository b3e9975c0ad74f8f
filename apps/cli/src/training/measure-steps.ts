import { TrainingError, type TrainingTask } from '@recyclegpt/train';

/** How long a run will take. */
export interface StepMeasurement {
  readonly stepMs: number;
  readonly stepsPerEpoch: number;
}

const budgetMs = 4000;
const mostSteps = 6;

/**
 * Times a few steps of a task that is then thrown away: the run itself begins with its own.
 * @param create makes the task for a number of epochs
 * @throws the reason of `signal`
 */
export async function measureSteps(
  create: (epochs: number) => Promise<TrainingTask>,
  signal: AbortSignal,
): Promise<StepMeasurement> {
  const epochs = 10;
  using task = await create(epochs);
  const times: number[] = [];
  const startMs = performance.now();
  let stepMs = startMs;
  try {
    for await (const _ of task.run()) {
      signal.throwIfAborted();
      times.push(performance.now() - stepMs);
      if (times.length === mostSteps || (times.length > 1 && performance.now() - startMs > budgetMs)) break;
      stepMs = performance.now();
    }
  } catch (error) {
    // The run itself comes to the same step, and saves its batch.
    if (!TrainingError.isInstance(error)) throw error;
    times.push(performance.now() - stepMs);
  }
  // The first one allocates; of the others the middle one counts.
  const later = (times.length > 1 ? times.slice(1) : times).sort((a, b) => a - b);
  return { stepMs: later[Math.floor(later.length / 2)] ?? 0, stepsPerEpoch: task.totalSteps / epochs };
}
