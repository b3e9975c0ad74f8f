import { type DType, GraphError, type SlotBinding, type Tensor } from '@recyclegpt/spec';
import type { Shape } from './dim.ts';
import { type AttributesOf, type OpType, schemaOf } from './operators.ts';
import type { OutputType } from './shape-rule.ts';
import { shapeRules } from './shape-rules.ts';

/** A tensor in a graph: an output of a node. */
export interface Value {
  readonly node: Node;
  /** Which output of the node. */
  readonly index: number;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Fed at every run. */
export interface InputNode {
  readonly kind: 'input';
  readonly name: string;
  readonly outputs: readonly [Value];
}

/** A small tensor that is part of the graph itself. */
export interface ConstantNode {
  readonly kind: 'constant';
  readonly tensor: Tensor;
  readonly outputs: readonly [Value];
}

/** A weight. Its bytes lie in the weights file, under `storage`. */
export interface ParameterNode {
  readonly kind: 'parameter';
  readonly name: string;
  /** Parameters of one storage name share their bytes: a table that is looked up and multiplied, stored once. */
  readonly storage: string;
  readonly outputs: readonly [Value];
}

/** An operation. */
export interface OperatorNode<Op extends OpType = OpType> {
  readonly kind: 'operator';
  readonly op: Op;
  /** `undefined` where an optional input is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: AttributesOf<Op>;
  readonly outputs: readonly Value[];
}

/** What a value comes from. */
export type Node = InputNode | ConstantNode | ParameterNode | OperatorNode;

/** A function from inputs to outputs. Nodes follow from the outputs: nothing that is not needed is part of it. */
export interface Graph {
  readonly name: string;
  /** In the order of declaration; all of them are part of the signature, needed or not. */
  readonly inputs: readonly Value[];
  readonly outputs: readonly GraphOutput[];
  readonly slots: readonly SlotBinding[];
  /** Key and value pairs that travel with the model. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A value under a public name. */
export interface GraphOutput {
  readonly name: string;
  readonly value: Value;
}

function withOutputs<N extends Node>(node: Omit<N, 'outputs'>, types: readonly OutputType[]): N {
  const outputs: Value[] = [];
  const complete = { ...node, outputs } as unknown as N;
  for (const [index, { dtype, shape }] of types.entries()) outputs.push({ node: complete, index, dtype, shape });
  return complete;
}

/** A value that is fed at every run. */
export function input(name: string, dtype: DType, shape: Shape): Value {
  return withOutputs<InputNode>({ kind: 'input', name }, [{ dtype, shape }]).outputs[0];
}

/** A constant inside the graph; meant for a few elements. */
export function constant(tensor: Tensor): Value {
  return withOutputs<ConstantNode>({ kind: 'constant', tensor }, [tensor]).outputs[0];
}

/** A weight whose bytes lie outside of the graph. */
export function parameter(name: string, dtype: DType, shape: readonly number[], storage: string = name): Value {
  return withOutputs<ParameterNode>({ kind: 'parameter', name, storage }, [{ dtype, shape }]).outputs[0];
}

/** float32 scalar. */
export function scalar(value: number): Value {
  return constant({ dtype: 'float32', shape: [], data: Float32Array.of(value) });
}

/** int64 vector, as shapes and axes are given. */
export function int64s(values: readonly number[]): Value {
  return constant({ dtype: 'int64', shape: [values.length], data: BigInt64Array.from(values, BigInt) });
}

function completeAttributes<Op extends OpType>(op: Op, given: Partial<AttributesOf<Op>>): AttributesOf<Op> {
  const complete: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(schemaOf(op).attributes)) {
    const value = (given as Record<string, unknown>)[name] ?? attribute.default;
    if (value !== undefined) complete[name] = value;
  }
  return complete as AttributesOf<Op>;
}

/** What `apply` needs beyond inputs. */
export interface ApplyOptions<Op extends OpType> {
  readonly attributes?: Partial<AttributesOf<Op>>;
  /** Shapes of the outputs where they depend on data that only a run knows (`Split` by a fed tensor). */
  readonly declaredShapes?: readonly Shape[];
}

/**
 * Applies an operator. All of `ops.ts` goes through here.
 * @throws GraphError if types, shapes or attributes do not fit the operator.
 */
export function apply<Op extends OpType>(
  op: Op,
  inputs: readonly (Value | undefined)[],
  { attributes = {}, declaredShapes }: ApplyOptions<Op> = {},
): readonly Value[] {
  const complete = completeAttributes(op, attributes);
  const rule = shapeRules[op];
  try {
    const types = rule({ inputs, attributes: complete, declaredShapes });
    return withOutputs<OperatorNode>(
      { kind: 'operator', op, inputs, attributes: complete } as Omit<OperatorNode, 'outputs'>,
      types,
    ).outputs;
  } catch (cause) {
    if (!GraphError.isInstance(cause)) throw cause;
    const got = inputs
      .map((value) => (value === undefined ? '–' : `${value.dtype}[${value.shape.join(', ')}]`))
      .join(', ');
    throw new GraphError({ ...cause.details, where: cause.details.where ?? `${op}(${got})`, cause });
  }
}

/** Nodes that the outputs need, each after its inputs. Iterative, so that depth is no limit. */
export function nodesOf(outputs: readonly Value[]): readonly Node[] {
  const sorted: Node[] = [];
  const done = new Set<Node>();
  const stack = outputs.map((value) => ({ node: value.node, expanded: false })).reverse();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, expanded } = top;
    if (done.has(node)) continue;
    if (expanded || node.kind !== 'operator') {
      done.add(node);
      sorted.push(node);
      continue;
    }
    stack.push({ node, expanded: true });
    for (const value of [...node.inputs].reverse()) {
      if (value !== undefined && !done.has(value.node)) stack.push({ node: value.node, expanded: false });
    }
  }
  return sorted;
}

/** Nodes of a graph, each after its inputs. */
export function graphNodes(graph: Graph): readonly Node[] {
  return nodesOf(graph.outputs.map(({ value }) => value));
}
