import type { JsonValue } from '../checkpoints/json-value.ts';
import type { RowPosition } from '../data/token-rows.ts';
import type { AdamW } from '../optimiser/adamw.ts';
import type { FlatParameters } from '../optimiser/flat-parameters.ts';

/** What a move of the parameters tells. */
export interface TrainingProgress {
  /** Moves so far. */
  readonly step: number;
  readonly totalSteps: number;
  /** The loss that is trained by. */
  readonly loss: number;
  readonly learningRate: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  /** Rows of text that were read for it. */
  readonly rows: number;
  /** What else was measured, by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** How the parameters do on held-out text. */
export interface ValidationResult {
  /** Lower is better; checkpoints are chosen by it. */
  readonly score: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Something that is trained: `runTraining` keeps its checkpoints and its log. */
export interface TrainingTask extends Disposable {
  readonly totalSteps: number;
  readonly parameters: FlatParameters;
  readonly optimiser: AdamW;
  /** What the run was made with: a checkpoint of another run is refused. */
  readonly config: JsonValue;
  /** Where the next batch begins. Set when a run goes on. */
  position: RowPosition;
  /** Moves the parameters again and again, from `position` and `optimiser.steps` on, to the end. */
  run(): AsyncGenerator<TrainingProgress>;
  validate(): Promise<ValidationResult>;
}
