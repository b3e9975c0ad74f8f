import { BackendError, blockRows, type RowTarget, type SlotBinding, type Tensor } from '@recyclegpt/spec';
import { HostRows } from './host-rows.ts';

/** The rows of a target in host memory. @throws BackendError for a store of another backend. */
function hostRows({ store }: RowTarget): HostRows {
  if (store instanceof HostRows) return store;
  throw new BackendError({
    what: 'The state lies in another backend',
    next: 'Create it with the backend that runs the model.',
  });
}

/** @throws BackendError if the pass crosses a multiple of `blockRows`, or its rows do not fit. */
export function checkTarget({ store, past, count }: RowTarget): void {
  if (count < 1 || (past % blockRows) + count > blockRows) {
    throw new BackendError({
      what: 'A pass crosses a block of rows',
      expected: `at most ${blockRows - (past % blockRows)} rows after ${past}`,
      got: `${count}`,
    });
  }
  if (past + count > store.capacity) {
    throw new BackendError({
      what: 'No room was reserved for the rows of a pass',
      expected: `${past + count}`,
      got: `${store.capacity}`,
    });
  }
}

/**
 * Feeds for the slots that a graph reads: views, no copies.
 * `innerOf` gives the last dimension of a past input as the graph declares it.
 */
export function feedsOfRows(
  bindings: readonly SlotBinding[],
  target: RowTarget,
  innerOf: (pastInput: string) => number,
): Record<string, Tensor> {
  checkTarget(target);
  const rows = hostRows(target);
  const tail = target.past % blockRows;
  const whole = target.past - tail;
  const feeds: Record<string, Tensor> = {};
  for (const { slot, pastInput, tailInput } of bindings) {
    if (pastInput !== undefined) feeds[pastInput] = pastFeed(rows, slot, whole, innerOf(pastInput));
    if (tailInput !== undefined) {
      feeds[tailInput] = {
        dtype: slot.dtype,
        shape: [1, tail, slot.width],
        data: rows.view(slot.name, whole, tail),
      } as Tensor;
    }
  }
  return feeds;
}

function pastFeed(rows: HostRows, slot: SlotBinding['slot'], whole: number, inner: number): Tensor {
  const count = Math.max(whole, blockRows);
  const isEmpty = whole === 0;
  const data = isEmpty ? emptyBlock(slot) : rows.view(slot.name, 0, count);
  return { dtype: slot.dtype, shape: [count, slot.width / inner, inner], data } as Tensor;
}

/** A block of zeros, fed where there is no whole block yet; the mask hides it. */
function emptyBlock({ dtype, width }: SlotBinding['slot']): Float32Array | Uint16Array {
  const elements = blockRows * width;
  return dtype === 'float32' ? new Float32Array(elements) : new Uint16Array(elements);
}

/**
 * Writes the new rows of a pass into their slots.
 * @throws BackendError if an output has no rows, or other ones than the target announces; nothing is written then.
 */
export function keepNewRows(
  bindings: readonly SlotBinding[],
  target: RowTarget,
  outputs: Readonly<Record<string, Tensor>>,
): void {
  const rows = hostRows(target);
  for (const binding of bindings) checkNewRows(binding, target, outputs[binding.rowsOutput]);
  for (const { slot, rowsOutput, rowsIndex } of bindings) {
    const packed = outputs[rowsOutput] as Tensor;
    const size = target.count * slot.width;
    const data = packed.data.subarray(rowsIndex * size, (rowsIndex + 1) * size);
    rows.write(slot.name, target.past, { dtype: slot.dtype, shape: [target.count, slot.width], data } as Tensor);
  }
}

function checkNewRows(
  { slot, rowsOutput, rowsIndex }: SlotBinding,
  { count }: RowTarget,
  packed: Tensor | undefined,
): void {
  const [slots = 0, rows, width] = packed?.shape ?? [];
  if (packed?.dtype === slot.dtype && rowsIndex < slots && rows === count && width === slot.width) return;
  throw new BackendError({
    what: 'A pass did not return the rows of a slot',
    where: `slot "${slot.name}", output "${rowsOutput}"`,
    expected: `${slot.dtype}[more than ${rowsIndex}, ${count}, ${slot.width}]`,
    got: packed === undefined ? 'nothing' : `${packed.dtype}[${packed.shape.join(', ')}]`,
  });
}
