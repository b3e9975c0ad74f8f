import { BackendError, type DType, type Tensor } from '@recyclegpt/spec';
import type { Kernel } from './kernel.ts';
import { allocate, elementsOf, makeTensor, type NumberData, numbersOf, required } from './tensors.ts';
import { broadcastTo, commonShape, forEachRun, viewOf } from './view.ts';

/** A function of two elements, for each way that elements are held. */
interface BinaryFunctions {
  readonly float: (a: number, b: number) => number;
  /** For integers up to 32 bits; the result is cut to the element type as it is stored. Default: `float`. */
  readonly integer?: (a: number, b: number) => number;
  readonly int64?: (a: bigint, b: bigint) => bigint;
}

/** A function of one element, for each way that elements are held. */
interface UnaryFunctions {
  readonly float: (x: number) => number;
  readonly int64?: (x: bigint) => bigint;
}

type Elementwise = Kernel<'Add'>;

function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

function numberFunction({ float, integer = float }: BinaryFunctions, dtype: DType): (a: number, b: number) => number {
  return isFloat(dtype) ? float : integer;
}

function noInt64(): never {
  throw new BackendError({ what: 'This operator has no kernel for int64' });
}

/** Applies a function to all pairs of elements that meet by broadcasting; the result has element type `dtype`. */
function combine(a: Tensor, b: Tensor, dtype: DType, apply: (a: never, b: never) => number | bigint): Tensor {
  const shape = commonShape([a.shape, b.shape]);
  const [viewA, viewB] = [broadcastTo(viewOf(a), shape), broadcastTo(viewOf(b), shape)];
  const out = allocate(dtype, elementsOf(shape)) as Float32Array;
  const [dataA, dataB] = [a.data as Float32Array, b.data as Float32Array];
  const call = apply as (a: number, b: number) => number;
  const [stepA, stepB, run] = [viewA.strides.at(-1) ?? 0, viewB.strides.at(-1) ?? 0, shape.at(-1) ?? 1];
  forEachRun(shape, [viewA.strides, viewB.strides], ([fromA, fromB], start) => {
    for (let i = 0; i < run; i += 1) out[start + i] = call(dataA[fromA! + i * stepA]!, dataB[fromB! + i * stepB]!);
  });
  return makeTensor(dtype, shape, out);
}

/** Element-wise operators of one or more inputs of one type, taken from the left. */
function binary(functions: BinaryFunctions): Elementwise {
  return ({ inputs }) => {
    const first = required(inputs, 0);
    const apply = first.dtype === 'int64' ? (functions.int64 ?? noInt64) : numberFunction(functions, first.dtype);
    const rest = inputs.slice(1).map((_, index) => required(inputs, index + 1));
    return [rest.reduce((all, next) => combine(all, next, first.dtype, apply), first)];
  };
}

/** Element-wise operators of one input. */
function unary({ float, int64 = noInt64 }: UnaryFunctions): Elementwise {
  return ({ inputs }) => {
    const { dtype, shape, data } = required(inputs, 0);
    if (data instanceof BigInt64Array) return [makeTensor(dtype, shape, data.map(int64))];
    const out = allocate(dtype, data.length) as NumberData;
    for (let i = 0; i < data.length; i += 1) out[i] = float(data[i]!);
    return [makeTensor(dtype, shape, out)];
  };
}

function divideInt64(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new BackendError({ what: 'Integer division by zero' });
  return a / b;
}

/** Math.max knows no bigints. */
function largerInt64(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

function smallerInt64(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Base and exponent may differ in type; the result has the base's. */
const pow: Elementwise = ({ inputs }) => {
  const [base, exponent] = [required(inputs, 0), required(inputs, 1)];
  if (base.dtype === 'int64' && exponent.dtype === 'int64')
    return [combine(base, exponent, 'int64', (a: bigint, b: bigint) => a ** b)];
  const result = combine(
    base,
    exponent,
    base.dtype === 'int64' ? 'float64' : base.dtype,
    (a: number | bigint, b: number | bigint) => Number(a) ** Number(b),
  );
  if (base.dtype !== 'int64') return [result];
  return [makeTensor('int64', result.shape, BigInt64Array.from(Array.from(numbersOf(result), Math.trunc), BigInt))];
};

function comparison(holds: (a: number | bigint, b: number | bigint) => boolean): Elementwise {
  return ({ inputs }) => [
    combine(required(inputs, 0), required(inputs, 1), 'bool', (a: number | bigint, b: number | bigint) =>
      Number(holds(a, b)),
    ),
  ];
}

/** The series 2/√π · e^(−x²) · Σ 2ⁿ·x^(2n+1) / (2n+1)!!, whose terms are all positive (DLMF 7.6.2). */
function erf(x: number): number {
  if (Number.isNaN(x) || Math.abs(x) > 6) return Math.sign(x);
  let [sum, term] = [0, x];
  for (let n = 1; sum + term !== sum; n += 1) {
    sum += term;
    term *= (2 * x * x) / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function signOfInt64(x: bigint): bigint {
  if (x === 0n) return 0n;
  return x > 0n ? 1n : -1n;
}

/** x · sigmoid(alpha · x). */
const quickGelu: Kernel<'QuickGelu'> = ({ inputs, attributes: { alpha } }) => {
  const { dtype, shape, data } = required(inputs, 0);
  const out = allocate(dtype, data.length) as NumberData;
  for (let i = 0; i < data.length; i += 1) {
    const x = data[i] as number;
    out[i] = x * sigmoid(alpha * x);
  }
  return [makeTensor(dtype, shape, out)];
};

/** Kernels of the operators that work element by element. */
export const elementwise = {
  Abs: unary({ float: Math.abs, int64: (x) => (x < 0n ? -x : x) }),
  Add: binary({ float: (a, b) => a + b, int64: (a, b) => a + b }),
  Cos: unary({ float: Math.cos }),
  Div: binary({ float: (a, b) => a / b, integer: (a, b) => Math.trunc(a / b), int64: divideInt64 }),
  Equal: comparison((a, b) => a === b),
  Erf: unary({ float: erf }),
  Exp: unary({ float: Math.exp }),
  Greater: comparison((a, b) => a > b),
  Log: unary({ float: Math.log }),
  Max: binary({ float: Math.max, int64: largerInt64 }),
  Min: binary({ float: Math.min, int64: smallerInt64 }),
  Mul: binary({ float: (a, b) => a * b, integer: Math.imul, int64: (a, b) => a * b }),
  Neg: unary({ float: (x) => -x, int64: (x) => -x }),
  Pow: pow,
  QuickGelu: quickGelu,
  Reciprocal: unary({ float: (x) => 1 / x }),
  Relu: unary({ float: (x) => Math.max(0, x), int64: (x) => largerInt64(0n, x) }),
  Sigmoid: unary({ float: sigmoid }),
  Sign: unary({ float: Math.sign, int64: signOfInt64 }),
  Sin: unary({ float: Math.sin }),
  Sqrt: unary({ float: Math.sqrt }),
  Sub: binary({ float: (a, b) => a - b, int64: (a, b) => a - b }),
  Tanh: unary({ float: Math.tanh }),
} as const;
