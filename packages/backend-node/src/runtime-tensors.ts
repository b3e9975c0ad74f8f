import { BackendError, type DType, type Tensor } from '@recyclegpt/spec';
import type { Tensor as RuntimeTensor } from 'onnxruntime-common';
import type { OnnxRuntime } from './load-runtime.ts';

const sameName = [
  'float32',
  'float64',
  'float16',
  'int8',
  'uint8',
  'int32',
  'uint32',
  'int64',
  'bool',
] as const satisfies readonly DType[];

function isDType(type: string): type is DType {
  return (sameName as readonly string[]).includes(type);
}

/** A tensor for the runtime over the same memory. */
export function toRuntime({ Tensor }: OnnxRuntime, { dtype, data, shape }: Tensor): RuntimeTensor {
  return new Tensor(dtype as 'float32', data as Float32Array, shape);
}

/** A tensor of ours over the memory that the runtime gave. @throws BackendError for a type that is not used here. */
export function fromRuntime(name: string, { type, data, dims }: RuntimeTensor): Tensor {
  if (!isDType(type))
    throw new BackendError({
      what: `The runtime returned an element type that is not used here`,
      where: name,
      got: type,
    });
  return { dtype: type, shape: dims, data } as Tensor;
}
