import type { WeightFormat, WeightSource } from '@recyclegpt/spec';
import { decoderTensors } from '@recyclegpt/weights';
import { mixedBits } from './mixed-bits.ts';

/** What is remembered of a row of a tensor (a vector is one row). */
export interface SampledRow {
  readonly tensor: string;
  readonly row: number;
  /** How the file stored it, which tells how far it may be off. */
  readonly format: WeightFormat;
  /** Root mean square of its elements. */
  readonly size: number;
  /** The sum of its elements under several fixed patterns of signs, divided by the root of their number. */
  readonly sums: readonly number[];
}

/** A model's weights in a few kilobytes: sampled rows of sampled tensors. */
export type WeightsPrint = readonly SampledRow[];

/** How two prints compare. */
export interface PrintComparison {
  readonly matches: boolean;
  /** The worst of all formats' distances, relative to the weights' size, and what was allowed there. */
  readonly distance: number;
  readonly tolerance: number;
}

const numVectors = 16;
const numRows = 64;
const numPatterns = 8;
const digits = 7;

/**
 * Root mean square of a format's rounding errors, relative to weights that are spread as in a normal distribution, with
 * some room. Plain formats have what a model keeps of a stay in bfloat16.
 */
const errorOf: { readonly [F in WeightFormat]: number } = {
  F32: 0.002,
  F16: 0.002,
  BF16: 0.002,
  Q8_0: 0.01,
  Q6_K: 0.03,
  Q5_K: 0.055,
  Q5_1: 0.055,
  Q5_0: 0.06,
  Q4_K: 0.11,
  Q4_1: 0.11,
  Q4_0: 0.13,
};

/** Samples a model's weights, the same places in every file of it. @throws FileError as reading does. */
export async function weightsPrint(source: WeightSource): Promise<WeightsPrint> {
  return await Promise.all(sampledPlaces(source).map((place) => sampleRow(source, place)));
}

interface Place {
  readonly tensor: string;
  readonly row: number;
}

/** Vectors and rows of matrices, spread over the whole model by its config alone. */
function sampledPlaces({ config }: WeightSource): readonly Place[] {
  const vectors: Place[] = [];
  const rows: Place[] = [];
  const tensors = [...decoderTensors(config)];
  const matrices = tensors.filter(({ shape }) => shape.length === 2);
  for (const { name } of spread(
    tensors.filter(({ shape }) => shape.length === 1),
    numVectors,
  ))
    vectors.push({ tensor: name, row: 0 });
  const numMatrixRows = numRows - vectors.length;
  for (let i = 0; i < numMatrixRows; i += 1) {
    const { name, shape } = matrices[Math.floor((i * matrices.length) / numMatrixRows)] as (typeof matrices)[number];
    rows.push({ tensor: name, row: (mixedBits(i) >>> 0) % (shape[0] as number) });
  }
  return [...vectors, ...rows];
}

function spread<T>(items: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, items.length / count);
  return items.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).slice(0, count);
}

async function sampleRow(source: WeightSource, { tensor, row }: Place): Promise<SampledRow> {
  const info = source.tensors.get(tensor);
  const isVector = info?.shape.length === 1;
  const values = await source.readFloat32(tensor, isVector ? undefined : { firstRow: row, rows: 1 });
  const sums = new Float64Array(numPatterns);
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    squares += value * value;
    const signs = mixedBits(i + 1);
    for (let pattern = 0; pattern < numPatterns; pattern += 1)
      sums[pattern] = (sums[pattern] as number) + ((signs >>> (pattern * 4)) & 1 ? value : -value);
  }
  const rounded = (value: number): number => Number((value / Math.sqrt(values.length)).toPrecision(digits));
  return {
    tensor,
    row,
    format: info?.format ?? 'F32',
    size: rounded(Math.sqrt(squares)),
    sums: [...sums].map(rounded),
  };
}

/**
 * Whether two prints may be of one model: sums under random signs differ by as much as the rows do (Achlioptas,
 * doi:10.1016/S0022-0000(03)00025-4), so their distance is measured, format by format, against what rounding explains.
 * A finetune that changed less than the coarser file's rounding, norms included, passes as the same model.
 */
export function comparePrints(a: WeightsPrint, b: WeightsPrint): PrintComparison {
  const groups = new Map<string, { squares: number; sizes: number; tolerance: number }>();
  const others = new Map(b.map((row) => [placeOf(row), row]));
  for (const row of a) {
    const other = others.get(placeOf(row));
    if (other === undefined || other.sums.length !== row.sums.length)
      return { matches: false, distance: Infinity, tolerance: 0 };
    const key = [row.format, other.format].sort().join(' ');
    const tolerance = Math.hypot(errorOf[row.format], errorOf[other.format]);
    const group = groups.get(key) ?? { squares: 0, sizes: 0, tolerance };
    row.sums.forEach((sum, i) => {
      group.squares += (sum - (other.sums[i] as number)) ** 2;
      group.sizes += (row.size ** 2 + other.size ** 2) / 2;
    });
    groups.set(key, group);
  }
  const found = [...groups.values()].map(({ squares, sizes, tolerance }) => {
    const distance = sizes === 0 ? 0 : Math.sqrt(squares / sizes);
    return { matches: distance <= tolerance, distance, tolerance };
  });
  const worst = found.sort((x, y) => y.distance / y.tolerance - x.distance / x.tolerance)[0];
  return a.length === b.length && worst !== undefined ? worst : { matches: false, distance: Infinity, tolerance: 0 };
}

function placeOf({ tensor, row }: SampledRow): string {
  return `${tensor} ${row}`;
}
