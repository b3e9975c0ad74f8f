import {
  type ByteSource,
  type DecoderConfig,
  DisposedError,
  FileError,
  type RowRange,
  type WeightInfo,
  type WeightSource,
} from '@recyclegpt/spec';
import { dequantize } from './dequantize.ts';
import { pairsToHalves } from './halves-order.ts';
import { rowsOf, type StoredTensor } from './stored-tensor.ts';

interface FileWeightsOptions {
  readonly name: string;
  readonly fingerprint: string;
  readonly config: DecoderConfig;
  readonly stored: ReadonlyMap<string, StoredTensor>;
  /** Disposed with this object. */
  readonly sources: readonly ByteSource[];
}

/** Stored bytes that are dequantised at a time, so that a large table's two forms are never whole in memory together. */
const chunkBytes = 4 * 1024 * 1024;

/** The tensors of one or more files under canonical names and in canonical row order. */
export class FileWeights implements WeightSource {
  readonly name: string;
  readonly fingerprint: string;
  readonly config: DecoderConfig;
  readonly tensors: ReadonlyMap<string, WeightInfo>;
  readonly #stored: ReadonlyMap<string, StoredTensor>;
  readonly #sources: readonly ByteSource[];
  #isDisposed = false;

  constructor({ name, fingerprint, config, stored, sources }: FileWeightsOptions) {
    this.name = name;
    this.fingerprint = fingerprint;
    this.config = config;
    this.tensors = new Map([...stored].map(([key, tensor]) => [key, infoOf(key, tensor)]));
    this.#stored = stored;
    this.#sources = sources;
  }

  async readFloat32(name: string, range?: RowRange): Promise<Float32Array> {
    const tensor = this.#find(name);
    const { rowBytes, columns } = rowsOf(tensor);
    const { firstRow, rows } = this.#checkedRange(tensor, range);
    const values = new Float32Array(rows * columns);
    const rowsAtOnce = Math.max(1, Math.floor(chunkBytes / rowBytes));
    for (let done = 0; done < rows; done += rowsAtOnce) {
      const chunk = { firstRow: firstRow + done, rows: Math.min(rowsAtOnce, rows - done) };
      dequantize(tensor.format, await this.#readRows(tensor, chunk), values.subarray(done * columns));
    }
    return values;
  }

  async readRaw(name: string, range?: RowRange): Promise<Uint8Array> {
    const tensor = this.#find(name);
    return this.#readRows(tensor, this.#checkedRange(tensor, range));
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    for (const source of this.#sources) source[Symbol.dispose]();
  }

  #find(name: string): StoredTensor {
    if (this.#isDisposed) throw new DisposedError(`the weights of ${this.name}`);
    const tensor = this.#stored.get(name);
    if (tensor) return tensor;
    throw new FileError({
      what: 'there is no such tensor',
      where: this.name,
      got: name,
      expected: `one of its ${this.#stored.size} tensors, such as ${[...this.#stored.keys()][0]}`,
    });
  }

  #checkedRange(tensor: StoredTensor, range?: RowRange): RowRange {
    const { rows } = rowsOf(tensor);
    if (!range) return { firstRow: 0, rows };
    const end = range.firstRow + range.rows;
    const isInside = range.firstRow >= 0 && range.rows >= 0 && end <= rows;
    if (isInside && Number.isInteger(range.firstRow) && Number.isInteger(range.rows)) return range;
    throw new FileError({
      what: 'rows outside a tensor were asked for',
      where: `${this.name}, tensor ${tensor.name}`,
      got: `rows ${range.firstRow} to ${end}`,
      expected: `rows within 0 to ${rows}`,
    });
  }

  async #readRows(tensor: StoredTensor, { firstRow, rows }: RowRange): Promise<Uint8Array> {
    const { rowBytes } = rowsOf(tensor);
    const { source, offset, pairedHeadRows } = tensor;
    if (pairedHeadRows === undefined) return source.read(offset + firstRow * rowBytes, rows * rowBytes);
    if (tensor.shape.length < 2) {
      const bytes = await source.read(offset, rows * rowBytes);
      return pairsToHalves(bytes, rowBytes / tensor.shape[0]!, pairedHeadRows);
    }
    // Neighbours in one order lie apart in the other, but never outside their head.
    const start = firstRow - (firstRow % pairedHeadRows);
    const end = Math.ceil((firstRow + rows) / pairedHeadRows) * pairedHeadRows;
    const heads = await source.read(offset + start * rowBytes, (end - start) * rowBytes);
    const ordered = pairsToHalves(heads, rowBytes, pairedHeadRows);
    return ordered.subarray((firstRow - start) * rowBytes, (firstRow - start + rows) * rowBytes);
  }
}

function infoOf(name: string, { shape, format, sizeBytes }: StoredTensor): WeightInfo {
  return { name, shape, format, sizeBytes };
}
