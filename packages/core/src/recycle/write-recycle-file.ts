import {
  checkRecycleConfig,
  draftOffsets,
  draftTokenIds,
  recycleTensorShapes,
  recycleTensors,
} from '@recyclegpt/recycle';
import { ConfigError, type Tensor } from '@recyclegpt/spec';
import { float32ToFloat16, writeSafetensors } from '@recyclegpt/weights';
import { scalesOf } from './recycle-file-weights.ts';
import { type RecycleMetadata, writeRecycleMetadata } from './recycle-metadata.ts';

/** How matrices are stored; vectors are F32. */
export type RecycleFileType = 'F32' | 'F16' | 'I8';

/** A module to be written. */
export interface RecycleContents extends RecycleMetadata {
  /** Float tensors by name, those of `recycleTensorShapes`, and no others. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
  /** `[draftVocab]` int32, ascending; `undefined` with a shared head. */
  readonly tokenIds: Int32Array | undefined;
}

/**
 * The file of a module, in chunks. `I8` is as exact as int8 decoding is, at a quarter of the size.
 * @throws ConfigError for a config that contradicts itself, and for tensors or a draft vocabulary that do not fit it.
 */
export function recycleFile(contents: RecycleContents, type: RecycleFileType = 'F32'): Iterable<Uint8Array> {
  const { config, tokenIds } = contents;
  checkRecycleConfig(config);
  const written = new Map<string, Tensor>();
  for (const { name, shape } of recycleTensorShapes(config)) {
    const values = checkedTensor(contents, name, shape);
    if (shape.length === 2 && type === 'I8') addBytes(written, { name, shape, values });
    else written.set(name, floats(values, shape, shape.length === 2 ? type : 'F32'));
  }
  refuseOthers(contents, written);
  if (config.head !== 'shared') {
    const data = draftOffsets(checkedTokenIds(tokenIds, config));
    written.set(recycleTensors.d2t, { dtype: 'int32', shape: [data.length], data });
  }
  return writeSafetensors(written, writeRecycleMetadata(contents));
}

function checkedTensor({ tensors }: RecycleContents, name: string, shape: readonly number[]): Float32Array {
  const values = tensors.get(name);
  const size = shape.reduce((product, length) => product * length, 1);
  if (values?.length === size) return values;
  throw new ConfigError({
    what: 'A recycle module cannot be written',
    where: `tensor ${name}`,
    expected: `${size} elements for [${shape.join(', ')}]`,
    got: values === undefined ? 'nothing' : `${values.length}`,
  });
}

function refuseOthers({ tensors }: RecycleContents, written: ReadonlyMap<string, Tensor>): void {
  const other = [...tensors.keys()].find((name) => !written.has(name));
  if (other === undefined) return;
  throw new ConfigError({ what: 'A recycle module of this config has no such tensor', where: `tensor ${other}` });
}

function checkedTokenIds(
  tokenIds: Int32Array | undefined,
  { draftVocab, vocab }: RecycleContents['config'],
): Int32Array {
  if (tokenIds?.length === draftVocab) return draftTokenIds(draftOffsets(tokenIds), vocab);
  throw new ConfigError({
    what: 'The draft vocabulary does not fit the config',
    where: 'tokenIds',
    expected: `${draftVocab} token ids`,
    got: tokenIds === undefined ? 'none' : `${tokenIds.length}`,
  });
}

function floats(values: Float32Array, shape: readonly number[], type: RecycleFileType): Tensor {
  if (type === 'F16') return { dtype: 'float16', shape, data: float32ToFloat16(values) };
  return { dtype: 'float32', shape, data: values };
}

/** Each row's largest magnitude becomes 127 steps. */
function addBytes(
  written: Map<string, Tensor>,
  { name, shape, values }: { name: string; shape: readonly number[]; values: Float32Array },
): void {
  const [rows = 1, columns = 1] = shape;
  const data = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const weights = values.subarray(row * columns, (row + 1) * columns);
    const scale = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0) / 127;
    if (!Number.isFinite(scale)) {
      throw new ConfigError({
        what: 'Weights that are not finite cannot be written as I8',
        where: `tensor ${name}, row ${row}`,
      });
    }
    scales[row] = scale;
    if (scale > 0) for (let i = 0; i < columns; i += 1) data[row * columns + i] = Math.round((weights[i] ?? 0) / scale);
  }
  written.set(name, { dtype: 'int8', shape, data });
  written.set(scalesOf(name), { dtype: 'float32', shape: [rows], data: scales });
}
