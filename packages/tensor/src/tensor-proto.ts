import { fromBinary } from '@bufbuild/protobuf';
import { bytesPerElement, type DType, GraphError, type Tensor, type TensorDataByType } from '@recyclegpt/spec';
import { type TensorProto, TensorProtoSchema } from 'onnx-buf';
import { dtypeOf } from './onnx-types.ts';

type Constructor<A> = { new (buffer: ArrayBuffer): A; from(values: ArrayLike<number>): A };

const arrays: { readonly [D in Exclude<DType, 'int64'>]: Constructor<TensorDataByType[D]> } = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bool: Uint8Array,
};

/** A tensor from a serialised ONNX TensorProto (a `.pb` file). @throws GraphError as `tensorFromProto`, and for damaged bytes. */
export function tensorFromBytes(bytes: Uint8Array, name = 'an ONNX tensor'): Tensor {
  return tensorFromProto(decodeTensor(bytes, name));
}

function decodeTensor(bytes: Uint8Array, name: string): TensorProto {
  try {
    return fromBinary(TensorProtoSchema, bytes);
  } catch (cause) {
    throw new GraphError({
      what: 'This is not an ONNX tensor',
      where: name,
      next: 'Check that the file is complete.',
      cause,
    });
  }
}

/**
 * A tensor from an ONNX TensorProto with its data inside.
 * @throws GraphError for an element type that is not used here, or data of another length than the shape's.
 */
export function tensorFromProto(proto: TensorProto): Tensor {
  const dtype = dtypeOf(proto.dataType);
  if (dtype === undefined)
    throw new GraphError({ what: `Element type ${proto.dataType} is not used here`, where: proto.name });
  const shape = proto.dims.map(Number);
  const elements = shape.reduce((product, size) => product * size, 1);
  const data = proto.rawData.length > 0 ? fromRaw(dtype, proto.rawData, elements) : fromLists(dtype, proto);
  if (data.length !== elements) {
    throw new GraphError({
      what: 'A tensor has too much or too little data',
      where: proto.name,
      expected: `${elements} elements`,
      got: `${data.length}`,
    });
  }
  return { dtype, shape, data } as Tensor;
}

function fromRaw(dtype: DType, raw: Uint8Array, elements: number): TensorDataByType[DType] {
  if (raw.byteLength !== elements * bytesPerElement[dtype]) return new Uint8Array(0);
  // Not `raw.slice()`: a Buffer's does not copy.
  const copy = new Uint8Array(raw).buffer;
  return dtype === 'int64' ? new BigInt64Array(copy) : new arrays[dtype](copy);
}

function fromLists(dtype: DType, proto: TensorProto): TensorDataByType[DType] {
  if (dtype === 'int64') return BigInt64Array.from(proto.int64Data);
  const list =
    dtype === 'float32'
      ? proto.floatData
      : dtype === 'float64'
        ? proto.doubleData
        : dtype === 'uint32'
          ? Array.from(proto.uint64Data, Number)
          : proto.int32Data;
  return arrays[dtype].from(list);
}
