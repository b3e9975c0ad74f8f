import type { RecycleConfig } from '@recyclegpt/recycle';
import type { WeightSource } from '@recyclegpt/spec';
import type { WeightsPrint } from './weights-print.ts';

/** The float tensors of a module, read on demand, under the names of `recycleTensors`. */
export type RecycleWeights = Omit<WeightSource, 'config'>;

/** The base that a module was trained on. */
export interface RecycleBase {
  /** What it was called. */
  readonly name: string;
  /** See `familyPrint`: another one is another model, and the module is refused. */
  readonly family: string;
  /** Of its weights: another one is another finetune, and the module is worth less. */
  readonly weights: WeightsPrint;
}

/** A recycle module that has been read as far as its header: weights come on demand. */
export interface OpenedRecycle extends Disposable {
  /** What to call it in messages. */
  readonly name: string;
  readonly config: RecycleConfig;
  readonly base: RecycleBase;
  /** What its maker tells of it: JSON. */
  readonly about: unknown;
  readonly weights: RecycleWeights;
  /** `[draftVocab]` int32: its draft vocabulary, ascending; `undefined` with a shared head. */
  readonly tokenIds: Int32Array | undefined;
}
