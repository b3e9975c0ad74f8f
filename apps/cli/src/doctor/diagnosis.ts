import type { ModelFacts, RecycleFacts } from '@recyclegpt/core';
import type { MachineFacts } from './machine-facts.ts';

/** One backend, and whether it runs here. */
export interface BackendFacts {
  readonly name: string;
  readonly description: string;
  readonly threads: number | undefined;
  readonly precisions: readonly string[];
  /** Integer products are exact, because the processor has instructions for them. */
  readonly hasIntegerProducts: boolean | undefined;
  /** Why it does not run. */
  readonly problem: string | undefined;
}

/** A model, measured. */
export interface ModelDiagnosis {
  readonly facts: ModelFacts;
  /** Its recycle module, if one fits. */
  readonly recycle: Pick<RecycleFacts, 'name' | 'weightsMatch' | 'shareOfBase'> | undefined;
  /** It is the storyteller that came with the program, taken because no model was named. */
  readonly isEmbedded: boolean;
  /** How its file is written, such as `gguf`. */
  readonly format: string | undefined;
  /** T(M): milliseconds of a pass over M rows. */
  readonly passMs: Readonly<Record<number, number>>;
  /** Milliseconds of a pass over one row, by number of threads. */
  readonly threadMs: Readonly<Record<number, number>>;
}

/** What `doctor` found. */
export interface Diagnosis {
  readonly machine: MachineFacts;
  readonly backends: readonly BackendFacts[];
  /** Bytes a second that all threads of the backend move when they copy memory. */
  readonly bandwidthBytesPerSecond: number;
  /** `undefined` if no model could be loaded. */
  readonly model: ModelDiagnosis | undefined;
  /** Why there is none. */
  readonly modelProblem: string | undefined;
  readonly places: PlaceFacts;
}

/** Where things are looked for and kept. */
export interface PlaceFacts {
  readonly cacheFolder: string;
  readonly hubFolder: string;
  /** Free bytes where models are kept; `undefined` where the system does not tell. */
  readonly freeDiskBytes: number | undefined;
  readonly modelFolders: readonly string[];
  /** Variables of the hub that are set; a token is told by its name alone. */
  readonly hubVariables: readonly string[];
}

/** Bytes of weights that a pass over one row streams in a second; `undefined` if it was not measured. */
export function streamedPerSecond({ facts, passMs }: ModelDiagnosis): number | undefined {
  const ms = passMs[1];
  return ms === undefined ? undefined : (facts.weightsBytes / ms) * 1000;
}
