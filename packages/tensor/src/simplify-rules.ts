import type { Shape } from './dim.ts';
import { constant, type OperatorNode, type Value } from './graph.ts';
import type { OpType } from './operators.ts';

/** A value that equals the only output of a node and costs less, `undefined` if the rule knows none. */
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

/** The input itself if neither its shape nor its order changes; a constant simply gets the other shape. */
const sameOrder: Rule = (_, [x], output) => {
  if (x === undefined) return undefined;
  if (hasShape(x, output.shape)) return x;
  if (x.node.kind !== 'constant' || output.shape.some((dim) => typeof dim === 'string')) return undefined;
  return constant({ ...x.node.tensor, shape: output.shape as readonly number[] });
};

const sameShape: Rule = (_, [x], output) => (x !== undefined && hasShape(x, output.shape) ? x : undefined);

function orderOf(node: OperatorNode): readonly number[] {
  const rank = node.outputs[0]?.shape.length ?? 0;
  return (
    (node as OperatorNode<'Transpose'>).attributes.perm ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis)
  );
}

const transpose: Rule = (node, [x]) => {
  const order = orderOf(node);
  if (order.every((from, axis) => from === axis)) return x;
  if (x?.node.kind !== 'operator' || x.node.op !== 'Transpose') return undefined;
  const inner = orderOf(x.node);
  return order.every((from, axis) => inner[from] === axis) ? x.node.inputs[0] : undefined;
};

const rules: { readonly [Op in OpType]?: Rule } = {
  Add: arithmetic(0, true, (a, b) => a + b),
  Cast: (_, [x], output) => (x?.dtype === output.dtype ? x : undefined),
  Concat: ({ inputs }, [x]) => (inputs.length === 1 ? x : undefined),
  Div: arithmetic(1, false, (a, b) => a / b),
  Expand: sameShape,
  Identity: (_, [x]) => x,
  Mul: arithmetic(1, true, (a, b) => a * b),
  Reshape: sameOrder,
  Split: sameShape,
  Squeeze: sameOrder,
  Sub: arithmetic(0, false, (a, b) => a - b),
  Transpose: transpose,
  Unsqueeze: sameOrder,
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
