import { BackendError, bytesPerElement, type DType, type Tensor, type TensorDataByType } from '@recyclegpt/spec';

/** Data of any element type. */
export type TensorData = TensorDataByType[DType];

/** Data whose elements read as numbers: all types but int64. */
export type NumberData = Exclude<TensorData, BigInt64Array>;

type Constructors = {
  readonly [D in DType]: {
    new (length: number): TensorDataByType[D];
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): TensorDataByType[D];
  };
};

/** The typed array of each element type. */
const constructors: Constructors = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
};

/** Number of elements of a shape. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Zeros of an element type. */
export function allocate<D extends DType>(dtype: D, elements: number): TensorDataByType[D] {
  return new constructors[dtype](elements);
}

/** Whether data are what an element type is stored in. */
export function isDataOf(dtype: DType, data: unknown): boolean {
  return data instanceof constructors[dtype];
}

/** Bytes read as elements; copied only where they do not lie at a multiple of the element size. */
export function dataFromBytes(dtype: DType, bytes: Uint8Array): TensorData {
  const size = bytesPerElement[dtype];
  // Not `bytes.slice()`: a Buffer's does not copy.
  const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new constructors[dtype](buffer, byteOffset, bytes.byteLength / size);
}

/** A tensor of these parts. The one place that ties a type to its data. */
export function makeTensor(dtype: DType, shape: readonly number[], data: TensorData): Tensor {
  return { dtype, shape, data } as Tensor;
}

/** What messages tell of a tensor. */
interface Described {
  readonly dtype: DType;
  readonly shape: readonly (number | string)[];
}

/** How a tensor is called in messages: `float32[1, 4]`. */
export function describe({ dtype, shape }: Described): string {
  return `${dtype}[${shape.join(', ')}]`;
}

/** An input that the operator cannot do without. @throws BackendError if it is missing. */
export function required(inputs: readonly (Tensor | undefined)[], index: number): Tensor {
  const tensor = inputs[index];
  if (tensor === undefined) throw new BackendError({ what: `Input ${index} is missing` });
  return tensor;
}

/** Data that read as numbers. @throws BackendError for int64. */
export function numbersOf({ dtype, shape, data }: Described & { readonly data: TensorData }): NumberData {
  if (data instanceof BigInt64Array) {
    throw new BackendError({ what: 'This operator has no kernel for int64', got: describe({ dtype, shape }) });
  }
  return data;
}

/** Elements of a small tensor of axes, sizes or positions as numbers. */
export function integersOf({ data }: Tensor): readonly number[] {
  return Array.from<number | bigint, number>(data as ArrayLike<number | bigint>, Number);
}

/** An axis counted from the front. @throws BackendError outside of the rank. */
export function positiveAxis(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive >= 0 && positive < rank) return positive;
  throw new BackendError({
    what: 'An axis is outside of the rank',
    expected: `-${rank} to ${rank - 1}`,
    got: `${axis}`,
  });
}
