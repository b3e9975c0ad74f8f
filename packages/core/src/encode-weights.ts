import { type WeightPart, type WeightRecipe, weightsPerBlock } from '@recyclegpt/nn';
import { FileError, type RowRange, type WeightFormat, type WeightSource } from '@recyclegpt/spec';
import type { ParameterLayout } from '@recyclegpt/tensor';
import {
  createInt4Matrix,
  createInt8Blocks,
  createInt8Matrix,
  createRepacked,
  isRepackable,
  type NBitsMatrix,
  quantizeInt4Rows,
  quantizeInt8BlockRows,
  quantizeInt8Rows,
  repackRows,
} from '@recyclegpt/weights';

/** Progress of a long work, in bytes. */
export type ByteProgress = (doneBytes: number, totalBytes: number) => void;

export interface EncodeWeightsOptions {
  readonly source: WeightSource;
  readonly parameters: readonly ParameterLayout[];
  readonly recipes: ReadonlyMap<string, WeightRecipe>;
  readonly onProgress?: ByteProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A matrix in the parts that a kernel takes. */
type EncodedParts = Partial<Record<WeightPart, Uint8Array>>;

/** Elements read at a time. */
const elementsAtOnce = 1 << 20;

/**
 * The weights file of a graph, piece by piece in the order of its layout. One encoded matrix is in memory at a time,
 * as long as its parts lie together.
 * @throws FileError if the model file lacks a tensor or ends early.
 */
export async function* encodeWeights({
  source,
  parameters,
  recipes,
  onProgress,
  signal,
}: EncodeWeightsOptions): AsyncGenerator<Uint8Array> {
  const places = inFileOrder(parameters);
  const last = places.at(-1);
  const total = last === undefined ? 0 : last.offset + last.sizeBytes;
  const pending = new Map<string, EncodedParts>();
  let offset = 0;
  for (const place of places) {
    signal?.throwIfAborted();
    const recipe = recipes.get(place.storage);
    if (recipe === undefined)
      throw new FileError({ what: 'Nothing says what a parameter is made from', where: place.storage });
    if (place.offset > offset) yield new Uint8Array(place.offset - offset);
    yield await takePart(source, recipe, pending);
    offset = place.offset + place.sizeBytes;
    onProgress?.(offset, total);
  }
}

function inFileOrder(parameters: readonly ParameterLayout[]): readonly ParameterLayout[] {
  const byStorage = new Map(parameters.map((parameter) => [parameter.storage, parameter]));
  return [...byStorage.values()].sort((a, b) => a.offset - b.offset);
}

async function takePart(
  source: WeightSource,
  recipe: WeightRecipe,
  pending: Map<string, EncodedParts>,
): Promise<Uint8Array> {
  const key = `${recipe.tensors.join('+')}|${recipe.encoding}`;
  const parts = pending.get(key) ?? (await encodeMatrix(source, recipe));
  const { [recipe.part]: part, ...rest } = parts;
  if (part === undefined) throw new FileError({ what: `An encoding has no ${recipe.part}`, where: key });
  if (Object.keys(rest).length === 0) pending.delete(key);
  else pending.set(key, rest);
  return part;
}

async function encodeMatrix(source: WeightSource, recipe: WeightRecipe): Promise<EncodedParts> {
  switch (recipe.encoding) {
    case 'f32':
      return { data: bytesOf(await floats(source, recipe)) };
    case 'int8':
    case 'uint8':
      return await int8Parts(source, recipe);
    case 'int4':
      return await int4Parts(source, recipe);
    case 'q4_0':
    case 'q4_1':
      return await keptParts(source, recipe);
    case 'q8_0':
      return await (isStoredAs('Q8_0', source, recipe) ? keptParts : int8BlockParts)(source, recipe);
    default:
      return recipe.encoding satisfies never;
  }
}

function bytesOf(array: Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
}

/** Ranges of rows of each tensor of a recipe, and where they go in the whole. */
function* pieces(
  source: WeightSource,
  { tensors, in: columns }: WeightRecipe,
): Generator<{ name: string; range: RowRange; target: RowRange }> {
  const atOnce = Math.max(64, Math.floor(elementsAtOnce / columns / 64) * 64);
  let row = 0;
  for (const name of tensors) {
    const rows = rowsOf(source, name, columns);
    for (let firstRow = 0; firstRow < rows; firstRow += atOnce) {
      const range = { firstRow, rows: Math.min(atOnce, rows - firstRow) };
      yield { name, range, target: { firstRow: row + firstRow, rows: range.rows } };
    }
    row += rows;
  }
}

function rowsOf(source: WeightSource, name: string, columns: number): number {
  const info = source.tensors.get(name);
  if (info === undefined) throw new FileError({ what: `There is no tensor "${name}"`, where: source.name });
  return info.shape.length === 1 ? (info.shape[0] ?? 0) / columns : (info.shape[0] ?? 0);
}

async function floats(source: WeightSource, recipe: WeightRecipe): Promise<Float32Array> {
  const [only, ...others] = recipe.tensors;
  if (only !== undefined && others.length === 0) return await source.readFloat32(only);
  const parts = await Promise.all(recipe.tensors.map((name) => source.readFloat32(name)));
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function int8Parts(source: WeightSource, recipe: WeightRecipe): Promise<EncodedParts> {
  const matrix = createInt8Matrix(recipe.out, recipe.in);
  for (const { name, range, target } of pieces(source, recipe))
    quantizeInt8Rows(matrix, await source.readFloat32(name, range), target);
  if (recipe.encoding === 'int8') flipSigns(matrix.data);
  return { data: matrix.data, scales: bytesOf(matrix.scales) };
}

/** uint8 around 128 to int8: the highest bit turns. */
function flipSigns(data: Uint8Array): void {
  const words = new Uint32Array(data.buffer as ArrayBuffer, data.byteOffset, data.length >>> 2);
  for (let i = 0; i < words.length; i += 1) words[i] = (words[i] as number) ^ 0x80808080;
  for (let i = words.length * 4; i < data.length; i += 1) data[i] = (data[i] as number) ^ 0x80;
}

async function int4Parts(source: WeightSource, recipe: WeightRecipe): Promise<EncodedParts> {
  const matrix = createInt4Matrix(recipe.out, recipe.in, { blockSize: weightsPerBlock, symmetric: false });
  for (const { name, range, target } of pieces(source, recipe))
    quantizeInt4Rows(matrix, await source.readFloat32(name, range), target);
  return partsOf(matrix);
}

function isStoredAs(format: WeightFormat, source: WeightSource, { tensors }: WeightRecipe): boolean {
  return tensors.every((name) => source.tensors.get(name)?.format === format);
}

async function int8BlockParts(source: WeightSource, recipe: WeightRecipe): Promise<EncodedParts> {
  const matrix = createInt8Blocks(recipe.out, recipe.in);
  for (const { name, range, target } of pieces(source, recipe))
    quantizeInt8BlockRows(matrix, await source.readFloat32(name, range), target);
  return partsOf(matrix);
}

async function keptParts(source: WeightSource, recipe: WeightRecipe): Promise<EncodedParts> {
  const format = source.tensors.get(recipe.tensors[0] ?? '')?.format ?? 'F32';
  if (!isRepackable(format))
    throw new FileError({
      what: 'These blocks are not kept as they are',
      where: recipe.tensors.join(', '),
      got: format,
    });
  const matrix = createRepacked(format, recipe.out, recipe.in);
  for (const { name, range, target } of pieces(source, recipe))
    repackRows(matrix, { format, raw: await source.readRaw(name, range), range: target });
  return partsOf(matrix);
}

function partsOf({ packed, scales, zeroPoints, offsets }: NBitsMatrix): EncodedParts {
  return {
    data: packed,
    scales: bytesOf(scales),
    ...(zeroPoints === undefined ? {} : { zeroPoints }),
    ...(offsets === undefined ? {} : { offsets: bytesOf(offsets) }),
  };
}
