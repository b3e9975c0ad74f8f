import { BackendError, type Tensor, type TensorDeclaration } from '@recyclegpt/spec';
import { type Dim, evaluateDim } from '@recyclegpt/tensor';
import { describe, elementsOf, isDataOf } from './kernels/tensors.ts';

/** Which feeds a graph takes, and who asks. */
export interface FeedCheck {
  readonly model: string;
  readonly inputs: readonly TensorDeclaration[];
}

/**
 * Checks feeds against the declared inputs: names, element types, sizes; a named size is the same wherever it occurs.
 * @throws BackendError that names the input, what it takes and what came.
 */
export function checkFeeds(feeds: Readonly<Record<string, Tensor>>, { model, inputs }: FeedCheck): void {
  const known = new Set(inputs.map(({ name }) => name));
  for (const name of Object.keys(feeds)) {
    if (!known.has(name)) refuse(`There is no input "${name}"`, model, [...known].join(', ') || 'no feeds', name);
  }
  for (const declaration of inputs) {
    const tensor = feeds[declaration.name];
    if (tensor === undefined)
      refuse('A feed is missing', `${model}, input "${declaration.name}"`, describe(declaration), 'none');
    checkFeed(declaration, tensor, model);
  }
  checkSizes(feeds, inputs, model);
}

function refuse(what: string, where: string, expected: string, got: string): never {
  throw new BackendError({ what, where, expected, got });
}

function checkFeed(declaration: TensorDeclaration, tensor: Tensor, model: string): void {
  const { name, dtype, shape } = declaration;
  const where = `${model}, input "${name}"`;
  const fits =
    tensor.shape.length === shape.length &&
    shape.every((size, axis) => typeof size === 'string' || size === tensor.shape[axis]);
  if (tensor.dtype !== dtype || !fits)
    refuse('A feed does not fit its input', where, describe(declaration), describe(tensor));
  if (!isDataOf(dtype, tensor.data) || tensor.data.length !== elementsOf(tensor.shape)) {
    refuse(
      'A feed has other data than its type and shape say',
      where,
      describe(tensor),
      `${tensor.data.constructor.name} of ${tensor.data.length}`,
    );
  }
}

/** Sizes of one name must agree; sums and products of names are checked once the names are known. */
function checkSizes(
  feeds: Readonly<Record<string, Tensor>>,
  inputs: readonly TensorDeclaration[],
  model: string,
): void {
  const sizes = new Map<string, number>();
  const composed: { readonly dim: Dim; readonly size: number; readonly name: string }[] = [];
  for (const { name, shape } of inputs) {
    for (const [axis, dim] of shape.entries()) {
      const size = feeds[name]?.shape[axis] ?? 0;
      if (typeof dim === 'number') continue;
      if (/[+*-]/.test(dim)) composed.push({ dim, size, name });
      else if ((sizes.get(dim) ?? size) === size) sizes.set(dim, size);
      else
        refuse(
          `The size "${dim}" differs between feeds`,
          `${model}, input "${name}", axis ${axis}`,
          `${sizes.get(dim)}`,
          `${size}`,
        );
    }
  }
  for (const { dim, size, name } of composed) {
    const expected = sizeIfKnown(dim, sizes);
    if (expected !== undefined && expected !== size) {
      refuse(
        `The size "${dim}" does not follow from the other feeds`,
        `${model}, input "${name}"`,
        `${expected}`,
        `${size}`,
      );
    }
  }
}

function sizeIfKnown(dim: Dim, sizes: ReadonlyMap<string, number>): number | undefined {
  const names = String(dim)
    .split(/[+*-]/)
    .filter((part) => part !== '' && !/^\d+$/.test(part));
  return names.every((name) => sizes.has(name)) ? evaluateDim(dim, sizes) : undefined;
}
