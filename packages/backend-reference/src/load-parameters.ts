import { BackendError, bytesPerElement, type OnnxModel, type Tensor } from '@recyclegpt/spec';
import type { ParameterLayout } from '@recyclegpt/tensor';
import { dataFromBytes, elementsOf, makeTensor } from './kernels/tensors.ts';

/**
 * Reads the weights of a model, each stored range once, whatever the number of parameters that share it.
 * @throws BackendError if a layout and the file do not fit each other.
 */
export async function loadParameters(
  model: OnnxModel,
  layouts: readonly ParameterLayout[],
): Promise<ReadonlyMap<string, Tensor>> {
  const ranges = new Map<string, Uint8Array>();
  const tensors = new Map<string, Tensor>();
  for (const layout of layouts) {
    const { name, dtype, shape, offset, sizeBytes } = layout;
    const range = `${offset}+${sizeBytes}`;
    const bytes = ranges.get(range) ?? (await readRange(model, layout));
    ranges.set(range, bytes);
    tensors.set(name, makeTensor(dtype, shape, dataFromBytes(dtype, bytes)));
  }
  return tensors;
}

async function readRange({ name, weights }: OnnxModel, layout: ParameterLayout): Promise<Uint8Array> {
  const where = `${name}, parameter "${layout.name}"`;
  if (weights === undefined)
    throw new BackendError({ what: 'The graph has weights and the model has no weights file', where });
  const expected = elementsOf(layout.shape) * bytesPerElement[layout.dtype];
  if (layout.sizeBytes !== expected) {
    throw new BackendError({
      what: 'A parameter takes other bytes than its shape says',
      where,
      expected: `${expected} bytes`,
      got: `${layout.sizeBytes}`,
    });
  }
  if (layout.offset + layout.sizeBytes > weights.sizeBytes) {
    throw new BackendError({
      what: 'A parameter lies outside of the weights file',
      where: `${where}, ${weights.name}`,
      expected: `bytes up to ${weights.sizeBytes}`,
      got: `up to ${layout.offset + layout.sizeBytes}`,
      next: 'Check that the file is complete and belongs to the graph.',
    });
  }
  return weights.read(layout.offset, layout.sizeBytes);
}
