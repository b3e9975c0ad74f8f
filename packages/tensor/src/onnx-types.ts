import type { DType } from '@recyclegpt/spec';

/** ONNX's numbers of element types (TensorProto.DataType). */
export const onnxTypes: { readonly [D in DType]: number } = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
};

const byNumber = new Map(Object.entries(onnxTypes).map(([dtype, number]) => [number, dtype as DType]));

/** The element type of an ONNX number, `undefined` if it is not used here. */
export function dtypeOf(onnxType: number): DType | undefined {
  return byNumber.get(onnxType);
}

/** Metadata key under which the slots of a graph travel, as JSON. */
export const slotsKey = 'recyclegpt.slots';
