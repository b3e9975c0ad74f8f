import type { Tensor } from '@recyclegpt/spec';
import type { AttributesOf, OpType } from '@recyclegpt/tensor';

/** What a kernel sees of one node in one run. */
export interface KernelContext<Op extends OpType> {
  /** `undefined` where an optional input is left out. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes: AttributesOf<Op>;
}

/**
 * Computes an operator's outputs. It never changes its inputs; an output may share an input's memory.
 * @throws BackendError if data do not fit the operator in a way that types and shapes cannot show.
 */
export type Kernel<Op extends OpType> = (context: KernelContext<Op>) => readonly Tensor[];
