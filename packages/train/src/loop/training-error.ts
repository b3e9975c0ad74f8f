import { RecycleError } from '@recyclegpt/spec';

const trainingMarker = Symbol.for('recyclegpt.TrainingError');
/** A run cannot go on: its loss is not a number. */
export class TrainingError extends RecycleError {
  readonly [trainingMarker] = true;
  override readonly name = 'TrainingError';
  static isInstance(value: unknown): value is TrainingError {
    return typeof value === 'object' && value !== null && trainingMarker in value;
  }
}
