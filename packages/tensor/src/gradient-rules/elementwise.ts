import type { Value } from '../graph.ts';
import * as ops from '../ops.ts';
import { required } from '../shape-rule.ts';
import {
  binaryRule,
  flowOf,
  type GradientContext,
  type GradientRule,
  type InputGradient,
  unaryRule,
} from './gradient-rule.ts';
import { numberLike, sumTo } from './shapes.ts';

const zero = (like: Value): Value => numberLike(0, like);

/** 1 − x. */
const complement = (x: Value): Value => ops.subtract(numberLike(1, x), x);

/** s + α·y·(1 − s) with s = sigmoid(αx) and y = x·s, which the forward pass has. */
const quickGelu: GradientRule<'QuickGelu'> = (context) => {
  const { inputs, attributes, output: y, gradient: g } = flowOf(context);
  const x = required(inputs, 0);
  const scaled = (value: Value): Value =>
    attributes.alpha === 1 ? value : ops.multiply(numberLike(attributes.alpha, value), value);
  return [
    () => {
      const s = ops.sigmoid(scaled(x));
      return ops.multiply(g, ops.add(s, ops.multiply(scaled(y), complement(s))));
    },
  ];
};

/** b·a^(b−1) to the base; y·log(a) to the exponent, 0 where a is 0. */
const pow: GradientRule<'Pow'> = (context) => {
  const { inputs, output: y, gradient: g } = flowOf(context);
  const [a, b] = [required(inputs, 0), required(inputs, 1)];
  const exponent = b.dtype === a.dtype ? b : ops.cast(b, a.dtype);
  const isFloat = b.dtype.startsWith('float');
  return [
    () => {
      const lower = ops.power(a, ops.subtract(exponent, numberLike(1, a)));
      return sumTo(ops.multiply(g, ops.multiply(exponent, lower)), a.shape);
    },
    isFloat
      ? () => {
          const logarithm = ops.log(ops.where(ops.equal(a, zero(a)), numberLike(1, a), a));
          return ops.cast(sumTo(ops.multiply(g, ops.multiply(y, logarithm)), b.shape), b.dtype);
        }
      : undefined,
  ];
};

/**
 * The gradient goes to the input that was chosen, and to the first of equal ones. `isLater(a, b)` says where the later
 * b wins over a; more inputs than two are taken from the left, as pairs.
 */
function choice(
  combine: (a: Value, b: Value) => Value,
  isLater: (a: Value, b: Value) => Value,
): (context: GradientContext<'Max'>) => readonly InputGradient[] {
  return (context) => {
    const { inputs, gradient } = flowOf(context);
    const values = inputs.map((_, index) => required(inputs, index));
    const best: Value[] = [];
    for (const value of values) best.push(best.length === 0 ? value : combine(best.at(-1) as Value, value));
    const gradientOfBest = (index: number): Value => {
      if (index === values.length - 1) return gradient;
      const after = gradientOfBest(index + 1);
      return ops.where(later(index + 1), zero(after), after);
    };
    const later = (index: number): Value => isLater(best[index - 1] as Value, values[index] as Value);
    return values.map((value, index) => () => {
      const flowing = gradientOfBest(index);
      return sumTo(index === 0 ? flowing : ops.where(later(index), flowing, zero(flowing)), value.shape);
    });
  };
}

const where: GradientRule<'Where'> = (context) => {
  const { inputs, gradient: g } = flowOf(context);
  const [condition, a, b] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  return [
    undefined,
    () => sumTo(ops.where(condition, g, zero(g)), a.shape),
    () => sumTo(ops.where(condition, zero(g), g), b.shape),
  ];
};

const cast: GradientRule<'Cast'> = (context) => {
  const { inputs, gradient: g } = flowOf(context);
  const x = required(inputs, 0);
  return [x.dtype.startsWith('float') ? () => ops.cast(g, x.dtype) : undefined];
};

/** Gradients of the operators that work element by element. */
export const elementwise = {
  Abs: unaryRule((x, g) => ops.multiply(g, ops.sign(x))),
  Add: binaryRule(
    ({ g }) => g,
    ({ g }) => g,
  ),
  Cast: cast,
  Cos: unaryRule((x, g) => ops.negate(ops.multiply(g, ops.sin(x)))),
  Div: binaryRule(
    ({ b, g }) => ops.divide(g, b),
    ({ b, y, g }) => ops.negate(ops.multiply(ops.divide(g, b), y)),
  ),
  Erf: unaryRule((x, g) =>
    ops.multiply(g, ops.multiply(numberLike(2 / Math.sqrt(Math.PI), x), ops.exp(ops.negate(ops.multiply(x, x))))),
  ),
  Exp: unaryRule((_, g, y) => ops.multiply(g, y)),
  Identity: unaryRule((_, g) => g),
  Log: unaryRule((x, g) => ops.divide(g, x)),
  Max: choice(ops.maximum, (a, b) => ops.greater(b, a)),
  Min: choice(ops.minimum, (a, b) => ops.greater(a, b)),
  Mul: binaryRule(
    ({ b, g }) => ops.multiply(g, b),
    ({ a, g }) => ops.multiply(g, a),
  ),
  Neg: unaryRule((_, g) => ops.negate(g)),
  Pow: pow,
  QuickGelu: quickGelu,
  Reciprocal: unaryRule((_, g, y) => ops.negate(ops.multiply(g, ops.multiply(y, y)))),
  Relu: unaryRule((x, g) => ops.where(ops.greater(x, zero(x)), g, zero(g))),
  Sigmoid: unaryRule((_, g, y) => ops.multiply(g, ops.multiply(y, complement(y)))),
  Sin: unaryRule((x, g) => ops.multiply(g, ops.cos(x))),
  Sqrt: unaryRule((_, g, y) => ops.divide(ops.multiply(g, numberLike(0.5, y)), y)),
  Sub: binaryRule(
    ({ g }) => g,
    ({ g }) => ops.negate(g),
  ),
  Tanh: unaryRule((_, g, y) => ops.multiply(g, complement(ops.multiply(y, y)))),
  Where: where,
} as const;
