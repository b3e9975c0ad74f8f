import { GraphError } from '@recyclegpt/spec';
import type { Shape } from './dim.ts';
import { apply, type Graph, graphNodes, type OperatorNode, scalar, type Value } from './graph.ts';
import type { OpType } from './operators.ts';
import * as ops from './ops.ts';

/** What computes the same as an operator, out of others. */
type Replacement<Op extends OpType> = (node: OperatorNode<Op>, inputs: readonly Value[]) => Value;

/** Operators that can be done without. */
const replacements: { readonly [Op in OpType]?: Replacement<Op> } = { FusedMatMul: productWithoutFusion };

/**
 * The same function without some operators, for backends that have no kernels for them. Results may differ in their last
 * bits. Operators that no others stand for are left to the backend, which refuses the graph if it cannot run them at all.
 */
export function replaceAbsent(graph: Graph, absent: readonly string[]): Graph {
  if (absent.length === 0) return graph;
  const replaced = new Map<Value, Value>();
  const newOf = (value: Value): Value => replaced.get(value) ?? value;
  for (const node of graphNodes(graph)) {
    if (node.kind !== 'operator') continue;
    const inputs = node.inputs.map((value) => value && newOf(value));
    const outputs = absent.includes(node.op) ? without(node, inputs) : sameOver(node, inputs);
    for (const [index, value] of outputs.entries()) replaced.set(node.outputs[index] as Value, value);
  }
  return { ...graph, outputs: graph.outputs.map(({ name, value }) => ({ name, value: newOf(value) })) };
}

function sameOver(node: OperatorNode, inputs: readonly (Value | undefined)[]): readonly Value[] {
  if (inputs.every((value, index) => value === node.inputs[index])) return node.outputs;
  const declaredShapes = node.outputs.map(({ shape }) => shape);
  return apply(node.op, inputs, { attributes: node.attributes, declaredShapes });
}

function without(node: OperatorNode, inputs: readonly (Value | undefined)[]): readonly Value[] {
  const replacement = replacements[node.op] as Replacement<OpType> | undefined;
  if (replacement === undefined) return sameOver(node, inputs);
  return [replacement(node, inputs as readonly Value[])];
}

function productWithoutFusion(node: OperatorNode<'FusedMatMul'>, inputs: readonly Value[]): Value {
  const [a, b] = inputs;
  if (a === undefined || b === undefined) throw new GraphError({ what: 'FusedMatMul needs two inputs' });
  const { alpha, transA, transB, transBatchA, transBatchB } = node.attributes;
  if (b.shape.length === 2 && transA + transBatchA + transBatchB === 0 && transB === 1) {
    const rows = rowsProduct(a, b, alpha);
    if (rows !== undefined) return rows;
  }
  const product = ops.matMul(
    turned(a, { isBatchBehind: transBatchA === 1, isTransposed: transA === 1 }),
    turned(b, { isBatchBehind: transBatchB === 1, isTransposed: transB === 1 }),
  );
  return alpha === 1 ? product : ops.multiply(product, scalar(alpha));
}

/** x · Wᵀ over rows, which Gemm takes without a turned copy of W; `undefined` if more than one axis of x varies. */
function rowsProduct(x: Value, weight: Value, alpha: number): Value | undefined {
  const leading = x.shape.slice(0, -1);
  const target = [...leading.map(sizeOrOpen), weight.shape[0]];
  const [inner] = x.shape.slice(-1);
  if (typeof inner !== 'number' || leading.filter((dim) => typeof dim === 'string').length > 1) return undefined;
  const rows = ops.gemm(ops.reshape(x, [-1, inner]), weight, undefined, { transB: 1, alpha });
  return target.every((size) => typeof size === 'number') ? ops.reshape(rows, target) : undefined;
}

function sizeOrOpen(dim: Shape[number]): number {
  return typeof dim === 'number' ? dim : -1;
}

/** An operand of FusedMatMul as MatMul takes it. */
function turned(x: Value, { isBatchBehind, isTransposed }: { isBatchBehind: boolean; isTransposed: boolean }): Value {
  const rank = x.shape.length;
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const behind = isBatchBehind ? [...axes.slice(1, -1), 0, rank - 1] : axes;
  const [row, column] = behind.slice(-2);
  const perm = isTransposed ? [...behind.slice(0, -2), column as number, row as number] : behind;
  return perm.every((axis, place) => axis === place) ? x : ops.transpose(x, perm);
}
