import { FileError, type Tensor } from '@recyclegpt/spec';
import { bfloat16ToFloat32 } from './bfloat16.ts';
import type { SafetensorsFile } from './open-safetensors.ts';
import type { SafetensorsType } from './safetensors-types.ts';

type Maker = (buffer: ArrayBuffer, shape: readonly number[]) => Tensor;

const makers: { readonly [T in SafetensorsType]?: Maker } = {
  F64: (buffer, shape) => ({ dtype: 'float64', shape, data: new Float64Array(buffer) }),
  F32: (buffer, shape) => ({ dtype: 'float32', shape, data: new Float32Array(buffer) }),
  F16: (buffer, shape) => ({ dtype: 'float16', shape, data: new Uint16Array(buffer) }),
  BF16: (buffer, shape) => ({ dtype: 'float32', shape, data: bfloat16ToFloat32(new Uint16Array(buffer)) }),
  I64: (buffer, shape) => ({ dtype: 'int64', shape, data: new BigInt64Array(buffer) }),
  I32: (buffer, shape) => ({ dtype: 'int32', shape, data: new Int32Array(buffer) }),
  I8: (buffer, shape) => ({ dtype: 'int8', shape, data: new Int8Array(buffer) }),
  U32: (buffer, shape) => ({ dtype: 'uint32', shape, data: new Uint32Array(buffer) }),
  U8: (buffer, shape) => ({ dtype: 'uint8', shape, data: new Uint8Array(buffer) }),
  BOOL: (buffer, shape) => ({ dtype: 'bool', shape, data: new Uint8Array(buffer) }),
};

/**
 * One tensor of a safetensors file as it is; `BF16`, which our tensors lack, becomes float32.
 * @throws FileError if there is no such tensor, our tensors lack its type, or the file ends early
 */
export async function readSafetensor(file: SafetensorsFile, name: string): Promise<Tensor> {
  const tensor = file.tensors.get(name);
  const where = `${file.source.name}, tensor ${name}`;
  if (!tensor)
    throw new FileError({
      what: 'there is no such tensor',
      where,
      got: [...file.tensors.keys()].slice(0, 10).join(', '),
    });
  const make = makers[tensor.type];
  if (!make) {
    const expected = Object.keys(makers).join(', ');
    throw new FileError({ what: 'the type of the tensor is not supported', where, got: tensor.type, expected });
  }
  const bytes = await file.source.read(tensor.offset, tensor.sizeBytes);
  const aligned = new Uint8Array(bytes.length);
  aligned.set(bytes);
  return make(aligned.buffer, tensor.shape);
}
