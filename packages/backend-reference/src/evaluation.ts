import { BackendError, RecycleError, type Tensor } from '@recyclegpt/spec';
import { type Node, nodesOf, type OperatorNode, type Value } from '@recyclegpt/tensor';
import { runKernel } from './kernels/kernels.ts';
import { describe } from './kernels/tensors.ts';

/** One node to run, and the values that nobody needs after it. */
interface Step {
  readonly node: OperatorNode;
  readonly done: readonly Value[];
}

/** The order in which the operators of some outputs run. */
export interface EvaluationPlan {
  readonly steps: readonly Step[];
}

/** Plans the operators that these values need, each after its inputs; values are dropped after their last use. */
export function planEvaluation(outputs: readonly Value[]): EvaluationPlan {
  const wanted = new Set(outputs);
  const operators = nodesOf(outputs).filter((node) => node.kind === 'operator');
  const lastUse = new Map<Value, OperatorNode>();
  for (const node of operators) {
    for (const value of [...node.outputs, ...node.inputs]) if (value !== undefined) lastUse.set(value, node);
  }
  const doneAfter = new Map<OperatorNode, Value[]>(operators.map((node) => [node, []]));
  for (const [value, node] of lastUse) {
    if (!wanted.has(value) && value.node.kind === 'operator') doneAfter.get(node)?.push(value);
  }
  return { steps: operators.map((node) => ({ node, done: doneAfter.get(node) ?? [] })) };
}

/**
 * Runs the steps in order. `sourceOf` gives the tensors of inputs, constants and parameters.
 * @throws BackendError for data that an operator cannot take, naming the operator.
 */
export function evaluate(
  { steps }: EvaluationPlan,
  sourceOf: (node: Exclude<Node, OperatorNode>) => Tensor,
): (value: Value) => Tensor {
  const computed = new Map<Value, Tensor>();
  const tensorOf = (value: Value): Tensor => {
    if (value.node.kind !== 'operator') return sourceOf(value.node);
    const tensor = computed.get(value);
    if (tensor === undefined)
      throw new BackendError({
        what: 'An operator did not compute one of its outputs',
        where: value.node.op,
        got: `none at ${value.index}`,
      });
    return tensor;
  };
  for (const { node, done } of steps) {
    const inputs = node.inputs.map((value) => (value === undefined ? undefined : tensorOf(value)));
    for (const [index, tensor] of runNode(node, inputs).entries()) {
      const value = node.outputs[index];
      if (value === undefined) continue;
      checkType(value, tensor, node.op);
      computed.set(value, tensor);
    }
    for (const value of done) computed.delete(value);
  }
  return tensorOf;
}

/** What was inferred holds at run time; named sizes are whatever they turn out to be. */
function checkType(value: Value, tensor: Tensor, op: string): void {
  const { dtype, shape } = value;
  const fits =
    shape.length === tensor.shape.length &&
    shape.every((size, axis) => typeof size === 'string' || size === tensor.shape[axis]);
  if (dtype === tensor.dtype && fits) return;
  throw new BackendError({
    what: 'An operator computed another type than the graph says',
    where: op,
    expected: describe(value),
    got: describe(tensor),
  });
}

function runNode(node: OperatorNode, inputs: readonly (Tensor | undefined)[]): readonly Tensor[] {
  try {
    return runKernel(
      node.op,
      { inputs, attributes: node.attributes },
      node.outputs.map(({ dtype }) => dtype),
    );
  } catch (cause) {
    const got = inputs.map((tensor) => (tensor === undefined ? '–' : describe(tensor))).join(', ');
    const where = `${node.op}(${got})`;
    if (cause instanceof RecycleError) throw new BackendError({ ...cause.details, where, cause });
    throw new BackendError({ what: 'An operator failed', where, got: String(cause), cause });
  }
}
