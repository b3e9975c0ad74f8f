/** JavaScript storage of each element type. `float16` holds the IEEE 754 bits; `bool` holds 0 or 1. */
export interface TensorDataByType {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly float16: Uint16Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly int64: BigInt64Array;
  readonly bool: Uint8Array;
}

/** Element type of a tensor, by its ONNX name (`float` is called `float32` here). */
export type DType = keyof TensorDataByType;

/** A dense row-major tensor in host memory. */
export type Tensor<D extends DType = DType> = {
  readonly [K in D]: { readonly dtype: K; readonly shape: readonly number[]; readonly data: TensorDataByType[K] };
}[D];

/** Bytes that one element takes. */
export const bytesPerElement: { readonly [D in DType]: number } = {
  float32: 4,
  float64: 8,
  float16: 2,
  int8: 1,
  uint8: 1,
  int32: 4,
  uint32: 4,
  int64: 8,
  bool: 1,
};
