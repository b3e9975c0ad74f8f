import { sha256Hasher } from '@recyclegpt/hub';
import { type ByteSource, DisposedError, FileError, type RowRange, type WeightInfo } from '@recyclegpt/spec';
import { dequantize, type SafetensorsFile, type SafetensorsTensor } from '@recyclegpt/weights';
import type { RecycleWeights } from './opened-recycle.ts';

/** Name of the scales of an I8 tensor. */
export const scalesOf = (tensor: string): string => `${tensor}.scales`;

/** Pieces of the data that tell one file from another, and their size in bytes. */
const numSamples = 64;
const sampleBytes = 1024;

/** Tensors of a module's file. I8 ones are told as F32, which they become when they are read. */
export class RecycleFileWeights implements RecycleWeights {
  readonly name: string;
  readonly fingerprint: string;
  readonly tensors: ReadonlyMap<string, WeightInfo>;
  readonly #source: ByteSource;
  readonly #stored: ReadonlyMap<string, SafetensorsTensor>;
  #isDisposed = false;

  /** Over an opened file, whose header has been checked. `names` are the tensors to tell of, all of them in the file. */
  static async open(file: SafetensorsFile, names: readonly string[]): Promise<RecycleFileWeights> {
    return new RecycleFileWeights(file, names, await fingerprintOf(file));
  }

  private constructor({ source, tensors }: SafetensorsFile, names: readonly string[], fingerprint: string) {
    this.name = source.name;
    this.fingerprint = fingerprint;
    this.#source = source;
    this.#stored = tensors;
    this.tensors = new Map(names.map((name) => [name, infoOf(tensors.get(name) as SafetensorsTensor)]));
  }

  async readFloat32(name: string, range?: RowRange): Promise<Float32Array> {
    const tensor = this.#find(name);
    const { rows, rowBytes } = rowsIn(tensor);
    const { firstRow, rows: count } = range ?? { firstRow: 0, rows };
    if (!(firstRow >= 0 && count >= 0 && firstRow + count <= rows)) throw outside(this.name, name, rows);
    const bytes = await this.#source.read(tensor.offset + firstRow * rowBytes, count * rowBytes);
    if (tensor.type !== 'I8') return dequantize(tensor.type as 'F32', bytes);
    const scales = this.#find(scalesOf(name));
    const scaleBytes = await this.#source.read(scales.offset + firstRow * 4, count * 4);
    return scaled(bytes, dequantize('F32', scaleBytes));
  }

  async readRaw(name: string, range?: RowRange): Promise<Uint8Array> {
    const tensor = this.#find(name);
    const { rows, rowBytes } = rowsIn(tensor);
    if (tensor.type === 'I8') return new Uint8Array((await this.readFloat32(name, range)).buffer);
    const { firstRow, rows: count } = range ?? { firstRow: 0, rows };
    return await this.#source.read(tensor.offset + firstRow * rowBytes, count * rowBytes);
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#source[Symbol.dispose]();
  }

  #find(name: string): SafetensorsTensor {
    if (this.#isDisposed) throw new DisposedError(`The weights of ${this.name}`);
    const tensor = this.#stored.get(name);
    if (tensor !== undefined) return tensor;
    throw new FileError({ what: `There is no tensor "${name}"`, where: this.name });
  }
}

function infoOf({ name, shape, type, sizeBytes }: SafetensorsTensor): WeightInfo {
  if (type !== 'I8') return { name, shape, format: type as WeightInfo['format'], sizeBytes };
  return { name, shape, format: 'F32', sizeBytes: 4 * sizeBytes };
}

/** Rows as `RowRange` counts them: a vector is one. */
function rowsIn({ shape, sizeBytes }: SafetensorsTensor): { readonly rows: number; readonly rowBytes: number } {
  const rows = shape.length < 2 ? 1 : (shape[0] as number);
  return { rows, rowBytes: sizeBytes / rows };
}

/** Rows of signed bytes, each times its scale. */
function scaled(bytes: Uint8Array, scales: Float32Array): Float32Array {
  const values = Float32Array.from(new Int8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length));
  const columns = values.length / scales.length;
  for (const [row, scale] of scales.entries())
    for (let i = row * columns; i < (row + 1) * columns; i += 1) values[i] = (values[i] as number) * scale;
  return values;
}

/** Hex digest of the header and of samples spread over the data. */
async function fingerprintOf({ source, headerBytes }: SafetensorsFile): Promise<string> {
  const hasher = sha256Hasher();
  hasher.update(await source.read(0, headerBytes));
  const length = Math.min(sampleBytes, source.sizeBytes - headerBytes);
  const step = (source.sizeBytes - headerBytes - length) / (numSamples - 1);
  const starts = new Set(Array.from({ length: numSamples }, (_, i) => headerBytes + Math.floor(i * step)));
  for (const start of starts) hasher.update(await source.read(start, length));
  return hasher.hexDigest().slice(0, 32);
}

function outside(file: string, tensor: string, rows: number): FileError {
  return new FileError({
    what: 'Rows outside a tensor were asked for',
    where: `${file}, tensor ${tensor}`,
    expected: `rows within 0 to ${rows}`,
  });
}
