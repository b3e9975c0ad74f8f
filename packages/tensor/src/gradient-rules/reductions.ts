import { GraphError } from '@recyclegpt/spec';
import { constantInts } from '../constant-ints.ts';
import type { Shape } from '../dim.ts';
import type { Value } from '../graph.ts';
import type { AttributesOf } from '../operators.ts';
import * as ops from '../ops.ts';
import { normalizeAxis, required } from '../shape-rule.ts';
import { type Flow, flowOf, type GradientContext, type GradientRule, type InputGradient } from './gradient-rule.ts';
import { expandLike, isFixed, numberLike, sumTo, zerosLike } from './shapes.ts';

/** Axes that a reduction summed over. */
function reducedAxes({ inputs, attributes }: Flow<'ReduceSum'>): readonly number[] {
  const rank = required(inputs, 0).shape.length;
  const given = constantInts(inputs[1]) ?? [];
  if (given.length > 0) return given.map((axis) => normalizeAxis(axis, rank));
  return attributes.noop_with_empty_axes === 1 ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

/** A reduced value with the axes that went away as axes of size 1. */
function withAxes(value: Value, axes: readonly number[], { attributes }: Flow<'ReduceSum'>): Value {
  return attributes.keepdims === 1 || axes.length === 0 ? value : ops.unsqueeze(value, axes);
}

type Reduction = (context: GradientContext<'ReduceSum'>) => readonly InputGradient[];

const reduceSum: Reduction = (context) => {
  const flow = flowOf(context);
  const x = required(flow.inputs, 0);
  return [() => expandLike(withAxes(flow.gradient, reducedAxes(flow), flow), x)];
};

/** How many elements each mean is of, as a value: a constant unless sizes are names. */
function countOf(x: Value, axes: readonly number[]): Value {
  const sizes: Shape = axes.map((axis) => x.shape[axis] ?? 1);
  if (isFixed(sizes))
    return numberLike(
      sizes.reduce((product, size) => product * size, 1),
      x,
    );
  return ops.reduceSum(ops.add(zerosLike(x), numberLike(1, x)), axes);
}

const reduceMean: Reduction = (context) => {
  const flow = flowOf(context);
  const [x, axes] = [required(flow.inputs, 0), reducedAxes(flow)];
  return [() => expandLike(ops.divide(withAxes(flow.gradient, axes, flow), countOf(x, axes)), x)];
};

/** Equal largest elements share the gradient. */
const reduceMax: Reduction = (context) => {
  const flow = flowOf(context);
  const [x, axes] = [required(flow.inputs, 0), reducedAxes(flow)];
  return [
    () => {
      const isLargest = ops.cast(ops.equal(x, withAxes(flow.output, axes, flow)), x.dtype);
      const share = axes.length === 0 ? isLargest : ops.reduceSum(isLargest, axes);
      return ops.multiply(isLargest, ops.divide(withAxes(flow.gradient, axes, flow), share));
    },
  ];
};

/** y·(g − Σ g·y). */
const softmax: GradientRule<'Softmax'> = (context) => {
  const { attributes, output: y, gradient: g } = flowOf(context);
  return [() => ops.multiply(y, ops.subtract(g, ops.reduceSum(ops.multiply(g, y), [attributes.axis])))];
};

/** g − e^y · Σ g. */
const logSoftmax: GradientRule<'LogSoftmax'> = (context) => {
  const { attributes, output: y, gradient: g } = flowOf(context);
  return [() => ops.subtract(g, ops.multiply(ops.exp(y), ops.reduceSum(g, [attributes.axis])))];
};

/** One RMS norm as it ran: x̂ = x · inverse is x divided by its root mean square, and y = x̂ · weight. */
interface NormFlow {
  readonly x: Value;
  /** 1 ÷ root mean square of x, size 1 along `axes`. */
  readonly inverse: Value;
  readonly weight: Value;
  readonly axes: readonly number[];
  readonly g: Value;
}

/** inverse · (g·w − x̂ · mean(g·w·x̂)). */
function normGradient({ x, inverse, weight, axes, g }: NormFlow): Value {
  const normed = ops.multiply(x, inverse);
  const weighted = ops.multiply(g, weight);
  const projection = ops.reduceMean(ops.multiply(weighted, normed), axes);
  return ops.multiply(ops.subtract(weighted, ops.multiply(normed, projection)), inverse);
}

/** Σ g·x̂ over the rows. */
function weightGradient({ x, inverse, weight, g }: NormFlow): Value {
  return sumTo(ops.multiply(g, ops.multiply(x, inverse)), weight.shape);
}

/** −inverse³ · x ÷ width: how the statistics themselves depend on x. */
function inverseGradient({ x, inverse, axes, g }: NormFlow): Value {
  const cubed = ops.multiply(ops.multiply(inverse, inverse), inverse);
  return ops.negate(ops.multiply(x, ops.divide(ops.multiply(g, cubed), countOf(x, axes))));
}

const simplifiedLayerNormalization: GradientRule<'SimplifiedLayerNormalization'> = (context) => {
  const { inputs, attributes, outputs, outputGradients } = context;
  const [x, weight] = [required(inputs, 0), required(inputs, 1)];
  const asX = (value: Value): Value => (value.dtype === x.dtype ? value : ops.cast(value, x.dtype));
  const first = normalizeAxis(attributes.axis, x.shape.length);
  const axes = Array.from({ length: x.shape.length - first }, (_, i) => first + i);
  const flowTo = (g: Value): NormFlow => ({ x, inverse: asX(required(outputs, 1)), weight, axes, g: asX(g) });
  const [flow, flowOfInverse] = outputGradients.map((g) => (g === undefined ? undefined : flowTo(g)));
  return [
    () => sumOf([flow && normGradient(flow), flowOfInverse && inverseGradient(flowOfInverse)]),
    flow && (() => weightGradient(flow)),
  ];
};

/** The sum of the parts that there are; at least one. */
function sumOf(parts: readonly (Value | undefined)[]): Value {
  return parts.filter((part) => part !== undefined).reduce((all, part) => ops.add(all, part));
}

/** The sum goes on as it is besides being normed. ONNX Runtime's kernel gives no statistics, so they are computed here. */
const skipSimplifiedLayerNormalization: GradientRule<'SkipSimplifiedLayerNormalization'> = (context) => {
  const { inputs, attributes, outputs, outputGradients } = context;
  const [x, skip, weight] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const [sum, g, gOfSum] = [required(outputs, 3), outputGradients[0], outputGradients[3]];
  if (outputGradients[1] !== undefined || outputGradients[2] !== undefined) {
    throw new GraphError({ what: 'The statistics of SkipSimplifiedLayerNormalization have no gradient' });
  }
  const flow = g === undefined ? undefined : skipNormFlow(sum, { weight, g, attributes });
  const ofSum = (): Value => sumOf([flow && normGradient(flow), gOfSum]);
  const bias = inputs[3];
  return [
    () => sumTo(ofSum(), x.shape),
    () => sumTo(ofSum(), skip.shape),
    flow && (() => weightGradient(flow)),
    bias === undefined ? undefined : () => sumTo(ofSum(), bias.shape),
  ];
};

interface SkipNorm {
  readonly weight: Value;
  readonly g: Value;
  readonly attributes: AttributesOf<'SkipSimplifiedLayerNormalization'>;
}

function skipNormFlow(sum: Value, { weight, g, attributes }: SkipNorm): NormFlow {
  const axes = [sum.shape.length - 1];
  const squares = ops.add(ops.reduceMean(ops.multiply(sum, sum), axes), numberLike(attributes.epsilon, sum));
  return { x: sum, inverse: ops.reciprocal(ops.sqrt(squares)), weight, axes, g };
}

/** Gradients of the operators that work along axes. */
export const reductions = {
  LogSoftmax: logSoftmax,
  ReduceMax: reduceMax,
  ReduceMean: reduceMean,
  ReduceSum: reduceSum,
  SimplifiedLayerNormalization: simplifiedLayerNormalization,
  SkipSimplifiedLayerNormalization: skipSimplifiedLayerNormalization,
  Softmax: softmax,
} as const;
