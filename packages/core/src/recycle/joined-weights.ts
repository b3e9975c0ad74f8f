import { recycleTensors } from '@recyclegpt/recycle';
import { FileError, type RowRange, type WeightInfo, type WeightSource } from '@recyclegpt/spec';
import type { OpenedRecycle } from './opened-recycle.ts';

/** Rows of the base's head that are read at a time. */
const rowsAtOnce = 1024;

/** What of a tensor comes in rows: floats, or bytes as they are stored. */
type Rows = Float32Array | Uint8Array;
type ReadRows<R extends Rows> = (name: string, range: RowRange) => Promise<R>;

/**
 * What a module is made of: its own tensors, the base's table and head, and, for a sliced head, those rows of the base's
 * head that its draft vocabulary names. Disposes neither.
 */
export function joinedWeights(base: WeightSource, { config, weights, tokenIds, name }: OpenedRecycle): WeightSource {
  const headName = base.config.hasTiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight';
  const head = base.tensors.get(headName);
  const sliced = config.head === 'sliced' && head !== undefined ? slicedInfo(head, config.draftVocab) : undefined;
  const tensors = new Map([...base.tensors, ...weights.tensors]);
  if (sliced !== undefined) tensors.set(sliced.name, sliced);
  const sourceOf = (tensor: string): Pick<WeightSource, 'readFloat32' | 'readRaw'> =>
    weights.tensors.has(tensor) ? weights : base;
  const slice = async <R extends Rows>(read: ReadRows<R>, range?: RowRange): Promise<R> =>
    await pickRows(tokenIds ?? new Int32Array(0), range, (rows) => read(headName, rows));
  return {
    name,
    fingerprint: `${weights.fingerprint} on ${base.fingerprint}`,
    config: base.config,
    tensors,
    readFloat32: async (tensor, range) =>
      tensor === sliced?.name
        ? await slice((...at) => base.readFloat32(...at), range)
        : await sourceOf(tensor).readFloat32(tensor, range),
    readRaw: async (tensor, range) =>
      tensor === sliced?.name
        ? await slice((...at) => base.readRaw(...at), range)
        : await sourceOf(tensor).readRaw(tensor, range),
    [Symbol.dispose]: () => undefined,
  };
}

function slicedInfo({ shape, format, sizeBytes }: WeightInfo, draftVocab: number): WeightInfo {
  const [rows = 1, hidden = 1] = shape;
  return { name: recycleTensors.head, shape: [draftVocab, hidden], format, sizeBytes: (sizeBytes / rows) * draftVocab };
}

/** The rows with these ascending numbers, or a range of them, read in spans: they lie close together. */
async function pickRows<R extends Rows>(
  numbers: Int32Array,
  range: RowRange | undefined,
  read: (rows: RowRange) => Promise<R>,
): Promise<R> {
  const { firstRow, rows } = range ?? { firstRow: 0, rows: numbers.length };
  if (firstRow < 0 || firstRow + rows > numbers.length) {
    throw new FileError({
      what: 'Rows outside of a sliced head were asked for',
      where: recycleTensors.head,
      expected: `0 to ${numbers.length}`,
      got: `${firstRow} to ${firstRow + rows}`,
    });
  }
  const wanted = numbers.subarray(firstRow, firstRow + rows);
  let picked: R | undefined;
  for (let done = 0; done < rows; ) {
    const first = wanted[done] as number;
    let end = done;
    while (end < rows && (wanted[end] as number) < first + rowsAtOnce) end += 1;
    const span = (wanted[end - 1] as number) - first + 1;
    const values = await read({ firstRow: first, rows: span });
    const width = values.length / span;
    picked ??= emptyLike(values, rows * width);
    for (let row = done; row < end; row += 1) {
      const at = ((wanted[row] as number) - first) * width;
      picked.set(values.subarray(at, at + width), row * width);
    }
    done = end;
  }
  return picked ?? (await read({ firstRow: 0, rows: 0 }));
}

function emptyLike<R extends Rows>(values: R, length: number): R {
  return (values instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length)) as R;
}
