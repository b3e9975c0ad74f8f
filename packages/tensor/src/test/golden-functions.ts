import { numberLike } from '../gradient-rules/shapes.ts';
import { apply, constant, int64s, type Value } from '../graph.ts';
import * as ops from '../ops.ts';
import { tensorOf } from './run-values.ts';

/** Inputs of a golden case by name, and its attributes as the file has them. */
export type GoldenFunction = (
  inputs: Readonly<Record<string, Value>>,
  attributes: Readonly<Record<string, unknown>>,
) => Value;

type Float = 'float32' | 'float64';

const one = (op: 'Abs', x: Value): Value => apply(op, [x])[0] as Value;
const unary =
  (op: string): GoldenFunction =>
  ({ a }) =>
    one(op as 'Abs', a as Value);
const binary =
  (build: (a: Value, b: Value) => Value): GoldenFunction =>
  ({ a, b }) =>
    build(a as Value, b as Value);
const reduction =
  (op: 'ReduceSum' | 'ReduceMean' | 'ReduceMax'): GoldenFunction =>
  ({ a }, { axes, keepDims }) =>
    apply(op, [a, int64s(axes as number[])], { attributes: { keepdims: Number(keepDims) } })[0] as Value;

/** Mean of the elements, as a scalar. */
function mean(x: Value): Value {
  return apply('ReduceMean', [x], { attributes: { keepdims: 0 } })[0] as Value;
}

/** Sum along the last axis, which goes. */
function sumOfRows(x: Value): Value {
  return apply('ReduceSum', [x, int64s([-1])], { attributes: { keepdims: 0 } })[0] as Value;
}

/** Gaussian error linear unit by the error function, or by Hendrycks and Gimpel's tanh (arXiv 1606.08415). */
const gelu: GoldenFunction = ({ a }, { approximate }) => {
  const x = a as Value;
  const number = (value: number): Value => numberLike(value, x);
  const cube = ops.multiply(ops.multiply(x, x), x);
  const inner = approximate
    ? ops.tanh(ops.multiply(number(Math.sqrt(2 / Math.PI)), ops.add(x, ops.multiply(number(0.044715), cube))))
    : ops.erf(ops.divide(x, number(Math.SQRT2)));
  return ops.multiply(ops.multiply(number(0.5), x), ops.add(number(1), inner));
};

const layerNorm: GoldenFunction = ({ x, weight, bias }, { epsilon }) => {
  const centred = ops.subtract(x as Value, ops.reduceMean(x as Value, [-1]));
  const variance = ops.reduceMean(ops.multiply(centred, centred), [-1]);
  const deviation = ops.sqrt(ops.add(variance, numberLike(epsilon as number, centred)));
  return ops.add(ops.multiply(ops.divide(centred, deviation), weight as Value), bias as Value);
};

/** Angles of positions × pairs: position · base^(−2i ÷ dim). */
export function rotaryTable(
  { positions, dim, base, dtype }: { positions: number; dim: number; base: number; dtype: Float },
  angle: (x: number) => number,
): Value {
  const half = dim / 2;
  const elements = Array.from({ length: positions * half }, (_, at) =>
    angle(Math.floor(at / half) * base ** (-(2 * (at % half)) / dim)),
  );
  return constant(tensorOf(dtype, [positions, half], elements));
}

const rope: GoldenFunction = (inputs, { base, interleaved }) => {
  const [x, positions] = [inputs['x'] as Value, inputs['positions'] as Value];
  const [seq, heads, dim] = x.shape as [number, number, number];
  const sizes = { positions: 10, dim, base: base as number, dtype: x.dtype as Float };
  const tables = [rotaryTable(sizes, Math.cos), rotaryTable(sizes, Math.sin)];
  const rows = ops.reshape(x, [1, seq, heads * dim]);
  const [turned] = apply('RotaryEmbedding', [rows, ops.reshape(positions, [1, seq]), ...tables], {
    attributes: { interleaved: Number(interleaved), num_heads: heads },
  });
  return ops.reshape(turned as Value, [seq, heads, dim]);
};

/** 0 where a row sees a column, −∞ above the diagonal. */
function causalMask(seq: number, dtype: Float): Value {
  const elements = Array.from({ length: seq * seq }, (_, at) => (at % seq > Math.floor(at / seq) ? -Infinity : 0));
  return constant(tensorOf(dtype, [seq, seq], elements));
}

/** Causal attention of `[seq, heads, headDim]` to `[seq, kvHeads, headDim]`; heads of a group share keys and values. */
export function causalAttention(q: Value, k: Value, v: Value): Value {
  const [seq, heads, headDim] = q.shape as [number, number, number];
  const kvHeads = k.shape[1] as number;
  const queries = ops.transpose(ops.reshape(q, [seq, kvHeads, heads / kvHeads, headDim]), [1, 2, 0, 3]);
  const [keys, values] = [k, v].map((x) => ops.unsqueeze(ops.transpose(x, [1, 0, 2]), [1])) as [Value, Value];
  // Not the product's alpha, which ONNX keeps in float32.
  const scores = ops.multiply(ops.fusedMatMul(queries, keys, { transB: 1 }), numberLike(1 / Math.sqrt(headDim), q));
  const weights = ops.softmax(ops.add(scores, causalMask(seq, q.dtype as Float)));
  return ops.reshape(ops.transpose(ops.matMul(weights, values), [2, 0, 1, 3]), [seq, heads, headDim]);
}

/** −log softmax(logits) at the targets, row by row. */
export function negativeLogLikelihood(logits: Value, targets: Value): Value {
  return ops.negate(ops.squeeze(ops.gatherElements(ops.logSoftmax(logits), ops.unsqueeze(targets, [1]), 1), [1]));
}

const overDistributions =
  (loss: (logits: Value, teacher: Value) => Value): GoldenFunction =>
  ({ logits, teacher }) =>
    mean(loss(logits as Value, teacher as Value));

/** How each golden case is written with the operators of the table. */
export const goldenFunctions: Readonly<Record<string, GoldenFunction>> = {
  abs: unary('Abs'),
  'acceptance-loss': overDistributions((logits, teacher) =>
    ops.negate(ops.log(sumOfRows(ops.minimum(ops.softmax(logits), ops.softmax(teacher))))),
  ),
  add: binary(ops.add),
  concat: ({ a, b }, { axis }) => ops.concat([a as Value, b as Value], axis as number),
  cos: unary('Cos'),
  'cross-entropy': ({ logits, targets, weights }) =>
    mean(ops.multiply(negativeLogLikelihood(logits as Value, targets as Value), weights as Value)),
  div: binary(ops.divide),
  erf: unary('Erf'),
  exp: unary('Exp'),
  expand: ({ a }, { shape }) => ops.expand(a as Value, shape as number[]),
  gather: ({ table, indices }, { axis }) => ops.gather(table as Value, indices as Value, axis as number),
  gelu,
  'grouped-query-attention': ({ q, k, v }) => causalAttention(q as Value, k as Value, v as Value),
  'kl-divergence': overDistributions((logits, teacher) => {
    const difference = ops.subtract(ops.logSoftmax(teacher), ops.logSoftmax(logits));
    return sumOfRows(ops.multiply(ops.softmax(teacher), difference));
  }),
  'layer-norm': layerNorm,
  log: unary('Log'),
  'log-softmax': ({ a }, { axis }) => ops.logSoftmax(a as Value, axis as number),
  matmul: binary(ops.matMul),
  mul: binary(ops.multiply),
  neg: unary('Neg'),
  pow: ({ a }, { exponent }) => ops.power(a as Value, numberLike(exponent as number, a as Value)),
  reciprocal: unary('Reciprocal'),
  'reduce-max': reduction('ReduceMax'),
  'reduce-mean': reduction('ReduceMean'),
  'reduce-sum': reduction('ReduceSum'),
  relu: unary('Relu'),
  reshape: ({ a }, { shape }) => ops.reshape(a as Value, shape as number[]),
  'rms-norm': ({ x, weight }, { epsilon }) => ops.rmsNorm(x as Value, weight as Value, epsilon as number),
  rope,
  rsqrt: ({ a }) => ops.reciprocal(ops.sqrt(a as Value)),
  sigmoid: unary('Sigmoid'),
  silu: ({ a }) => ops.silu(a as Value),
  sin: unary('Sin'),
  slice: ({ a }, { starts, ends, steps }) =>
    apply('Slice', [
      a,
      int64s(starts as number[]),
      int64s(ends as number[]),
      undefined,
      int64s(steps as number[]),
    ])[0] as Value,
  softmax: ({ a }, { axis }) => ops.softmax(a as Value, axis as number),
  sqrt: unary('Sqrt'),
  sub: binary(ops.subtract),
  swiglu: ({ gate, up }) => ops.multiply(ops.silu(gate as Value), up as Value),
  tanh: unary('Tanh'),
  'total-variation': overDistributions((logits, teacher) => {
    const difference = ops.abs(ops.subtract(ops.softmax(logits), ops.softmax(teacher)));
    return ops.multiply(numberLike(0.5, logits), sumOfRows(difference));
  }),
  transpose: ({ a }, { permutation }) => ops.transpose(a as Value, permutation as number[]),
  where: ({ condition, a, b }) => ops.where(condition as Value, a as Value, b as Value),
};
