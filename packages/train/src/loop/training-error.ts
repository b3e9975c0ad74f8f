import { type ErrorDetails, RecycleError, type Tensor } from '@recyclegpt/spec';

const trainingMarker = Symbol.for('recyclegpt.TrainingError');
/** A run cannot go on: its loss or its gradient is not a number. */
export class TrainingError extends RecycleError {
  readonly [trainingMarker] = true;
  override readonly name = 'TrainingError';
  /** What the training graph was fed when it happened, without the parameters; `runTraining` saves it. */
  readonly batch: Readonly<Record<string, Tensor>> | undefined;

  constructor(details: ErrorDetails, batch?: Readonly<Record<string, Tensor>>) {
    super(details);
    this.batch = batch;
  }

  static isInstance(value: unknown): value is TrainingError {
    return typeof value === 'object' && value !== null && trainingMarker in value;
  }
}

/** What was no number, and in which step. */
export interface NotANumber {
  readonly what: 'loss' | 'gradient';
  readonly step: number;
  readonly got: string;
  readonly batch: Readonly<Record<string, Tensor>>;
}

/** The error of a step that would have spoilt the parameters, before they move. */
export function notANumber({ what, step, got, batch }: NotANumber): TrainingError {
  const details = {
    what: `The ${what} is not a number`,
    where: `step ${step}`,
    got,
    next: 'The last checkpoint is as it was. Start again in another folder with a lower learning rate, or mend the data.',
  };
  return new TrainingError(details, batch);
}
