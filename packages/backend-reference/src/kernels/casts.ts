import { BackendError, type DType, type Tensor } from '@recyclegpt/spec';
import { narrowToHalf, roundHalfToEven, widenHalf } from './half.ts';
import type { Kernel } from './kernel.ts';
import { allocate, makeTensor, type NumberData, numbersOf, positiveAxis, required } from './tensors.ts';

function toInt64(x: number): bigint {
  return Number.isFinite(x) ? BigInt(Math.trunc(x)) : 0n;
}

/** Elements in another type: truncated towards zero to integers, nonzero to true. */
function castTensor(source: Tensor, to: DType): Tensor {
  if (source.dtype === to) return source;
  if (to === 'float16') return narrowToHalf(castTensor(source, 'float32'));
  const { shape, data } = widenHalf(source);
  const numbers = data instanceof BigInt64Array ? Float64Array.from(data, Number) : data;
  if (to === 'int64') return makeTensor(to, shape, BigInt64Array.from(Array.from(numbers, toInt64)));
  const out = allocate(to, numbers.length) as NumberData;
  if (to === 'bool') for (let i = 0; i < out.length; i += 1) out[i] = numbers[i] === 0 ? 0 : 1;
  else out.set(numbers);
  return makeTensor(to, shape, out);
}

const cast: Kernel<'Cast'> = ({ inputs, attributes: { to } }) => {
  if (to === undefined) throw new BackendError({ what: 'Cast needs a type' });
  return [castTensor(required(inputs, 0), to)];
};

/** Scales of a tensor or of an axis: which one belongs to element i. */
function scaleIndex({ shape }: Tensor, scales: number, axis: number): (i: number) => number {
  if (scales === 1) return () => 0;
  const at = positiveAxis(axis, shape.length);
  if (shape[at] !== scales) {
    throw new BackendError({
      what: 'QuantizeLinear takes a scale for the tensor or one for each slice of the axis',
      expected: `${shape[at]}`,
      got: `${scales}`,
    });
  }
  const inner = shape.slice(at + 1).reduce((product, size) => product * size, 1);
  return (i) => Math.floor(i / inner) % scales;
}

/** round(x ÷ scale) + zero point, halves to even, cut to the range of the type. The quotient is a float32, as in ONNX Runtime. */
const quantizeLinear: Kernel<'QuantizeLinear'> = ({ inputs, attributes: { axis } }) => {
  const [x, scale, zero] = [required(inputs, 0), required(inputs, 1), inputs[2]];
  const to = zero?.dtype ?? 'uint8';
  if (to !== 'uint8' && to !== 'int8')
    throw new BackendError({ what: 'QuantizeLinear makes 8-bit integers here', expected: 'uint8 or int8', got: to });
  const [low, high] = to === 'uint8' ? [0, 255] : [-128, 127];
  const [data, scales, zeros] = [numbersOf(x), numbersOf(scale), zero === undefined ? undefined : numbersOf(zero)];
  const indexOf = scaleIndex(x, scales.length, axis);
  const out = allocate(to, data.length);
  for (let i = 0; i < out.length; i += 1) {
    const index = indexOf(i);
    const rounded = roundHalfToEven(Math.fround(data[i]! / scales[index]!)) + (zeros?.[index] ?? 0);
    out[i] = Math.min(high, Math.max(low, rounded));
  }
  return [makeTensor(to, x.shape, out)];
};

/** Kernels of the operators that change the element type. */
export const casts = { Cast: cast, QuantizeLinear: quantizeLinear } as const;
