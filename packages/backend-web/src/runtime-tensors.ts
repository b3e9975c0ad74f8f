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
export function toRuntime({ Tensor }: Pick<OnnxRuntime, 'Tensor'>, { dtype, data, shape }: Tensor): RuntimeTensor {
  return new Tensor(dtype as 'float32', data as Float32Array, shape);
}

/**
 * A tensor of ours with what the runtime gave, brought to host memory if it is not there.
 * @throws BackendError for a type that is not used here.
 */
export async function fromRuntime(name: string, tensor: RuntimeTensor): Promise<Tensor> {
  const { type, dims } = tensor;
  if (!isDType(type)) {
    throw new BackendError({
      what: 'The runtime returned an element type that is not used here',
      where: name,
      got: type,
    });
  }
  const data = await tensor.getData();
  return { dtype: type, shape: dims, data: type === 'float16' ? halfBits(data as ArrayBufferView) : data } as Tensor;
}

/** Half-precision numbers as bits: some platforms have an array type of their own for them. */
function halfBits({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint16Array {
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}
