import { broadcastShapes, type Shape } from './dim.ts';
import { apply, constant, int64s, type OperatorNode, type Value } from './graph.ts';
import type { OpType } from './operators.ts';
import { reshapeTarget } from './reshape-target.ts';

/**
 * A value that equals the only output of a node and costs less, `undefined` if the rule knows none. It is there already,
 * or a constant, or one new operator over what is there already and constants.
 */
type Rule = (node: OperatorNode, inputs: readonly Value[], output: Value) => Value | undefined;

function hasShape(value: Value, shape: Shape): boolean {
  return value.shape.length === shape.length && value.shape.every((dim, axis) => dim === shape[axis]);
}

/** Whether all elements of a constant are this number. */
function isFilledWith({ node }: Value, number: number): boolean {
  if (node.kind !== 'constant' || node.tensor.dtype === 'float16') return false;
  const { data } = node.tensor;
  for (let i = 0; i < data.length; i += 1) if (Number(data[i]) !== number) return false;
  return true;
}

/** The element of a float32 constant of one element. */
function numberIn({ node }: Value): number | undefined {
  if (node.kind !== 'constant' || node.tensor.dtype !== 'float32' || node.tensor.data.length !== 1) return undefined;
  return node.tensor.data[0];
}

/** The node that a value comes from, if it is one of these operators and the value its first output. */
function nodeOf<Op extends OpType>(value: Value | undefined, ...ops: readonly Op[]): OperatorNode<Op> | undefined {
  if (value?.node.kind !== 'operator' || value.index !== 0) return undefined;
  const { op } = value.node;
  return ops.some((one) => one === op) ? (value.node as OperatorNode<Op>) : undefined;
}

/** The first rule that knows something. */
function firstOf(...rules: readonly Rule[]): Rule {
  return (node, inputs, output) => {
    for (const rule of rules) {
      const simpler = rule(node, inputs, output);
      if (simpler !== undefined) return simpler;
    }
    return undefined;
  };
}

/** `x op neutral` is x, where x already has the shape of the result; two lone numbers are worked out. */
function arithmetic(neutral: number, isCommutative: boolean, compute: (a: number, b: number) => number): Rule {
  return (_, [a, b], output) => {
    if (a === undefined || b === undefined) return undefined;
    if (isFilledWith(b, neutral) && hasShape(a, output.shape)) return a;
    if (isCommutative && isFilledWith(a, neutral) && hasShape(b, output.shape)) return b;
    const [x, y] = [numberIn(a), numberIn(b)];
    if (x === undefined || y === undefined) return undefined;
    return constant({
      dtype: 'float32',
      shape: output.shape as readonly number[],
      data: Float32Array.of(compute(x, y)),
    });
  };
}

/** Operators that repeat elements themselves take an Expand's input as it is. */
const withoutExpand: Rule = (node, _, output) => {
  for (const [index, value] of node.inputs.entries()) {
    const [smaller] = nodeOf(value, 'Expand')?.inputs ?? [];
    if (smaller === undefined) continue;
    const inputs = node.inputs.with(index, smaller);
    const shape = inputs.reduce<Shape>((all, one) => broadcastShapes(all, one?.shape ?? []), []);
    if (hasShape(output, shape)) return apply(node.op, inputs, { attributes: node.attributes })[0];
  }
  return undefined;
};

const negatedBy = (value: Value | undefined): Value | undefined => nodeOf(value, 'Neg')?.inputs[0];

/** a + (−b) is a − b, which is rounded alike. */
const addNegated: Rule = (_, [a, b]) => {
  const [minusA, minusB] = [negatedBy(a), negatedBy(b)];
  if (a !== undefined && minusB !== undefined) return apply('Sub', [a, minusB])[0];
  return b !== undefined && minusA !== undefined ? apply('Sub', [b, minusA])[0] : undefined;
};

const subtractNegated: Rule = (_, [a, b]) => {
  const minusB = negatedBy(b);
  return a !== undefined && minusB !== undefined ? apply('Add', [a, minusB])[0] : undefined;
};

/** The input itself if neither its shape nor its order changes; a constant simply gets the other shape. */
const sameOrder: Rule = (_, [x], output) => {
  if (x === undefined) return undefined;
  if (hasShape(x, output.shape)) return x;
  if (x.node.kind !== 'constant' || output.shape.some((dim) => typeof dim === 'string')) return undefined;
  return constant({ ...x.node.tensor, shape: output.shape as readonly number[] });
};

/** Of several changes of shape in a row the last one remains. */
const reshapedBefore: Rule = (_, [x], output) => {
  const [source] = nodeOf(x, 'Reshape', 'Squeeze', 'Unsqueeze')?.inputs ?? [];
  if (source === undefined) return undefined;
  if (hasShape(source, output.shape)) return source;
  const target = reshapeTarget(source.shape, output.shape);
  const [reshaped] = target === undefined ? [] : apply('Reshape', [source, int64s(target)]);
  return reshaped !== undefined && hasShape(reshaped, output.shape) ? reshaped : undefined;
};

const sameShape: Rule = (_, [x], output) => (x !== undefined && hasShape(x, output.shape) ? x : undefined);

function orderOf(node: OperatorNode): readonly number[] {
  const rank = node.outputs[0]?.shape.length ?? 0;
  return (
    (node as OperatorNode<'Transpose'>).attributes.perm ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis)
  );
}

/** Two orders one after another are one. */
const transpose: Rule = (node, [x]) => {
  const order = orderOf(node);
  if (order.every((from, axis) => from === axis)) return x;
  const before = nodeOf(x, 'Transpose');
  const [source] = before?.inputs ?? [];
  if (before === undefined || source === undefined) return undefined;
  const inner = orderOf(before);
  const perm = order.map((axis) => inner[axis] ?? axis);
  return perm.every((from, axis) => from === axis) ? source : apply('Transpose', [source], { attributes: { perm } })[0];
};

/** What a value is the transpose of, its last two axes exchanged. */
function exchangedFrom(value: Value | undefined): Value | undefined {
  const node = nodeOf(value, 'Transpose');
  if (node === undefined) return undefined;
  const order = orderOf(node);
  const rank = order.length;
  const isExchange = order.every((from, axis) => from === (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return isExchange ? node.inputs[0] : undefined;
}

/** Products that can read an operand transposed take it before its transposition. */
const readTransposed: Rule = (node) => {
  const { attributes } = node as OperatorNode<'Gemm' | 'FusedMatMul'>;
  for (const [index, name] of (['transA', 'transB'] as const).entries()) {
    const source = exchangedFrom(node.inputs[index]);
    if (source === undefined || isBatchMoved(node, index)) continue;
    const flipped = { ...attributes, [name]: 1 - attributes[name] };
    return apply(node.op, node.inputs.with(index, source), { attributes: flipped })[0];
  }
  return undefined;
};

function isBatchMoved({ attributes }: OperatorNode, index: number): boolean {
  const { transBatchA = 0, transBatchB = 0 } = attributes as Partial<OperatorNode<'FusedMatMul'>['attributes']>;
  return (index === 0 ? transBatchA : transBatchB) === 1;
}

/** All parts of a split, joined again. */
const joinedAgain: Rule = ({ inputs }, [first], output) => {
  if (inputs.length === 1) return first;
  if (first?.node.kind !== 'operator' || first.node.op !== 'Split') return undefined;
  const { outputs, inputs: sources } = first.node;
  const isWhole = outputs.length === inputs.length && outputs.every((part, index) => part === inputs[index]);
  const [source] = sources;
  return isWhole && source !== undefined && hasShape(source, output.shape) ? source : undefined;
};

const rules: { readonly [Op in OpType]?: Rule } = {
  Add: firstOf(
    arithmetic(0, true, (a, b) => a + b),
    withoutExpand,
    addNegated,
  ),
  Cast: (_, [x], output) => (x?.dtype === output.dtype ? x : undefined),
  Concat: joinedAgain,
  Div: firstOf(
    arithmetic(1, false, (a, b) => a / b),
    withoutExpand,
  ),
  Equal: withoutExpand,
  Expand: sameShape,
  FusedMatMul: readTransposed,
  Gemm: readTransposed,
  Greater: withoutExpand,
  Identity: (_, [x]) => x,
  Max: withoutExpand,
  Min: withoutExpand,
  Mul: firstOf(
    arithmetic(1, true, (a, b) => a * b),
    withoutExpand,
  ),
  Neg: (_, [x]) => negatedBy(x),
  Pow: withoutExpand,
  ReduceMax: sameShape,
  ReduceMean: sameShape,
  ReduceSum: sameShape,
  Reshape: firstOf(sameOrder, reshapedBefore),
  Split: sameShape,
  Squeeze: firstOf(sameOrder, reshapedBefore),
  Sub: firstOf(
    arithmetic(0, false, (a, b) => a - b),
    withoutExpand,
    subtractNegated,
  ),
  Transpose: transpose,
  Unsqueeze: firstOf(sameOrder, reshapedBefore),
  Where: withoutExpand,
};

/** A value that equals the only output of a node and costs less, if there is one. */
export function simplerValue(node: OperatorNode): Value | undefined {
  const [output] = node.outputs;
  if (output === undefined || node.outputs.length > 1) return undefined;
  return rules[node.op]?.(
    node,
    node.inputs.filter((value) => value !== undefined),
    output,
  );
}
