import { fromOnnx, graphNodes, type OperatorNode, type Value } from '@recyclegpt/tensor';

/** Multiplications and additions of a graph's matrix products, two for each pair of elements that meet. */
export function productFlops(onnx: Uint8Array): number {
  let flops = 0;
  for (const node of graphNodes(fromOnnx(onnx).graph)) if (node.kind === 'operator') flops += flopsOf(node);
  return flops;
}

function flopsOf(node: OperatorNode): number {
  const [first] = node.inputs;
  const [result] = node.outputs;
  if (first === undefined || result === undefined || isLookup(node)) return 0;
  switch (node.op) {
    case 'Gemm':
    case 'FusedMatMul':
      return 2 * sizeOf(result) * innerSize(first, (node.attributes as { readonly transA?: number }).transA === 1);
    case 'MatMul':
      return 2 * sizeOf(result) * innerSize(first, false);
    default:
      return 0;
  }
}

function innerSize({ shape }: Value, isTransposed: boolean): number {
  return known(shape.at(isTransposed ? -2 : -1));
}

function sizeOf({ shape }: Value): number {
  return shape.reduce<number>((product, dim) => product * known(dim), 1);
}

/** Training graphs have fixed shapes. */
function known(dim: number | string | undefined): number {
  if (typeof dim === 'number') return dim;
  throw new Error(`A training graph has a dimension that only a run knows: ${dim}.`);
}

/** Whether a product only picks or scatters rows: its other factor is a matrix of ones and zeros. */
function isLookup({ inputs }: OperatorNode): boolean {
  return inputs.some((value) => value?.node.kind === 'operator' && value.node.op === 'OneHot');
}
