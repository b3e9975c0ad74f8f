import { GraphError } from '@recyclegpt/spec';
import type { OperatorNode, Value } from '../graph.ts';
import type { AttributesOf, OpType } from '../operators.ts';
import { required } from '../shape-rule.ts';
import { sumTo } from './shapes.ts';

/** What a gradient rule sees of one node. */
export interface GradientContext<Op extends OpType> {
  /** `undefined` where an optional input is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: AttributesOf<Op>;
  /** What the operator computed, to be used again. */
  readonly outputs: readonly Value[];
  /** For each output the gradient of the loss, of its shape; `undefined` where the loss does not depend on it. */
  readonly outputGradients: readonly (Value | undefined)[];
}

/** Builds the gradient of one input, of its shape and type; called only if it is needed. `undefined`: always zero. */
export type InputGradient = (() => Value) | undefined;

/** A vector-Jacobian product: gradients of the inputs, in their order, from those of the outputs. */
export type GradientRule<Op extends OpType> = (context: GradientContext<Op>) => readonly InputGradient[];

/** A step function: its derivative is zero wherever there is one, so nothing flows through it. */
export interface ZeroGradient {
  readonly zeroBecause: string;
}

/** An operator that refuses to have a gradient. */
export interface NoGradient {
  readonly noneBecause: string;
}

/** What the table of gradients says of an operator. */
export type GradientEntry<Op extends OpType> = GradientRule<Op> | ZeroGradient | NoGradient;

/** One node with its only output, as most rules see it. */
export interface Flow<Op extends OpType> {
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: AttributesOf<Op>;
  readonly output: Value;
  /** Gradient of the output. */
  readonly gradient: Value;
}

/** The flow through the first output of a node; what its others are for is none of the gradient's business. */
export function flowOf<Op extends OpType>(context: GradientContext<Op>): Flow<Op> {
  const { inputs, attributes, outputs, outputGradients } = context;
  return { inputs, attributes, output: required(outputs, 0), gradient: required(outputGradients, 0) };
}

/** A rule for an operator of one input x and output y, from the gradient g of y. */
export function unaryRule(rule: (x: Value, g: Value, y: Value) => Value): GradientRule<'Abs'> {
  return (context) => {
    const { inputs, gradient, output } = flowOf(context);
    return [() => rule(required(inputs, 0), gradient, output)];
  };
}

/** What a rule for two inputs sees: a and b, their result y, and the gradient g of y. */
export interface BinaryFlow {
  readonly a: Value;
  readonly b: Value;
  readonly y: Value;
  readonly g: Value;
}

/** A rule for an operator of two inputs that broadcast; what was repeated is summed. */
export function binaryRule(
  ofA: (flow: BinaryFlow) => Value,
  ofB: (flow: BinaryFlow) => Value,
): (context: GradientContext<'Add'>) => readonly InputGradient[] {
  return (context) => {
    const { inputs, gradient: g, output: y } = flowOf(context);
    const [a, b] = [required(inputs, 0), required(inputs, 1)];
    const flow = { a, b, y, g };
    return [() => sumTo(ofA(flow), a.shape), () => sumTo(ofB(flow), b.shape)];
  };
}

/** The gradient of an input that has none: an error for who asks for it. */
export function refuse(node: Pick<OperatorNode, 'op'>, input: string): () => never {
  return () => {
    throw new GraphError({
      what: `${node.op} gives no gradient to its ${input}`,
      where: node.op,
      next: `Treat the ${input} as constant: leave what it comes from out of \`wrt\`, or list it in \`frozen\`.`,
    });
  };
}

/** Computes once, at the first call. */
export function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}
