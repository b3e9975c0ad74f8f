import type { DType, Tensor } from '@recyclegpt/spec';
import type { OpType } from '@recyclegpt/tensor';
import { casts } from './casts.ts';
import { elementwise } from './elementwise.ts';
import { narrowToHalf, widenHalf } from './half.ts';
import type { Kernel, KernelContext } from './kernel.ts';
import { lookups } from './lookups.ts';
import { movement } from './movement.ts';
import { placement } from './placement.ts';
import { products } from './products.ts';
import { quantizedProducts } from './quantized-products.ts';
import { reductions } from './reductions.ts';

/** A kernel for every operator of the table: one that has none does not compile. */
const kernels: { readonly [Op in OpType]: Kernel<Op> } = {
  ...casts,
  ...elementwise,
  ...lookups,
  ...movement,
  ...placement,
  ...products,
  ...quantizedProducts,
  ...reductions,
};

/** Operators that take float16 as it is; others compute with float32 and round. */
function takesHalves(op: OpType): boolean {
  return op === 'Cast' || Object.hasOwn(movement, op) || Object.hasOwn(placement, op);
}

/**
 * Runs one operator. `dtypes` are the element types of its outputs.
 * @throws BackendError if data do not fit it.
 */
export function runKernel<Op extends OpType>(
  op: Op,
  context: KernelContext<Op>,
  dtypes: readonly DType[],
): readonly Tensor[] {
  const kernel: Kernel<Op> = kernels[op];
  const isHalf = context.inputs.some((tensor) => tensor?.dtype === 'float16');
  if (!isHalf || takesHalves(op)) return kernel(context);
  const inputs = context.inputs.map((tensor) => (tensor === undefined ? undefined : widenHalf(tensor)));
  return kernel({ ...context, inputs }).map((tensor, index) =>
    dtypes[index] === 'float16' ? narrowToHalf(tensor) : tensor,
  );
}
