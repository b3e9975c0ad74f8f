import type { RowTarget } from '@recyclegpt/spec';
import type { Tensor as RuntimeTensor } from 'onnxruntime-common';

/** Tensors of the runtime by name. */
export type RuntimeTensors = Readonly<Record<string, RuntimeTensor>>;

/** How the rows of a state get into a run of one session, and out of it. */
export interface RowsIo extends Disposable {
  /** Outputs that new rows come in. */
  readonly outputs: readonly string[];
  /**
   * Feeds for the slots' inputs.
   * @throws BackendError for a pass that crosses a block or has no room, and for a store of another backend.
   */
  feeds(target: RowTarget): Promise<RuntimeTensors>;
  /** Writes new rows into their slots. @throws BackendError if they are not those announced; nothing is written then. */
  keep(target: RowTarget, results: RuntimeTensors): Promise<void>;
}
