import { BackendError } from '@recyclegpt/spec';
import type { Kernel } from './kernel.ts';
import { gatherPositions } from './movement.ts';
import { type BlockScales, checkBits, dequantizeRow } from './quantized-products.ts';
import {
  allocate,
  elementsOf,
  integersOf,
  makeTensor,
  type NumberData,
  numbersOf,
  positiveAxis,
  required,
} from './tensors.ts';

/** Rows of a table of packed integers, dequantised (com.microsoft). The table is gathered along its first axis. */
const gatherBlockQuantized: Kernel<'GatherBlockQuantized'> = ({ inputs, attributes }) => {
  const [table, indices, scales] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)];
  const bits = checkBits(attributes.bits);
  if (
    attributes.gather_axis !== 0 ||
    positiveAxis(attributes.quantize_axis, table.shape.length) !== table.shape.length - 1
  ) {
    throw new BackendError({
      what: 'GatherBlockQuantized gathers along the first axis and quantises along the last here',
    });
  }
  const rowBytes = table.shape.at(-1)!;
  const [width, blocks] = [(rowBytes * 8) / bits, scales.shape.at(-1)!];
  const form: BlockScales = {
    bits,
    blockSize: attributes.block_size,
    width,
    blocks,
    scales: numbersOf(scales),
    zeroPoints: inputs[3],
  };
  const rowsEach = elementsOf(table.shape.slice(1, -1));
  const rows = gatherPositions(indices, table.shape[0]!).flatMap((index) =>
    Array.from({ length: rowsEach }, (_, i) => index * rowsEach + i),
  );
  const out = allocate(scales.dtype, rows.length * width) as NumberData;
  for (const [i, row] of rows.entries())
    dequantizeRow(form, { packed: numbersOf(table), rowBytes, row }, out, i * width);
  return [makeTensor(scales.dtype, [...indices.shape, ...table.shape.slice(1, -1), width], out)];
};

/** Where the heads of a rotary input lie: `[batch, seq, heads · dim]` or `[batch, heads, seq, dim]`. */
interface HeadLayout {
  readonly batch: number;
  readonly seq: number;
  readonly heads: number;
  readonly dim: number;
  readonly headStride: number;
  readonly seqStride: number;
}

function headLayout(shape: readonly number[], numHeads: number, fullDim: number): HeadLayout {
  if (shape.length === 4) {
    const [batch, heads, seq, dim] = shape as [number, number, number, number];
    return { batch, seq, heads, dim, headStride: seq * dim, seqStride: dim };
  }
  const [batch, seq, hidden] = shape as [number, number, number];
  const heads = numHeads > 0 ? numHeads : hidden / fullDim;
  const dim = hidden / heads;
  if (!Number.isInteger(dim))
    throw new BackendError({ what: 'Heads do not divide the hidden size', got: `${hidden} by ${heads}` });
  return { batch, seq, heads, dim, headStride: dim, seqStride: hidden };
}

interface Rotation {
  readonly x: NumberData;
  readonly out: NumberData;
  readonly cos: NumberData;
  readonly sin: NumberData;
  readonly half: number;
  readonly isInterleaved: boolean;
}

/** Turns the pairs of one head at one position. Pairs are (i, i + half), or (2i, 2i + 1) interleaved. */
function rotateHead({ x, out, cos, sin, half, isInterleaved }: Rotation, from: number, position: number): void {
  for (let i = 0; i < half; i += 1) {
    const first = from + (isInterleaved ? 2 * i : i);
    const second = isInterleaved ? first + 1 : first + half;
    const [c, s] = [cos[position * half + i]!, sin[position * half + i]!];
    const [a, b] = [x[first]!, x[second]!];
    out[first] = a * c - b * s;
    out[second] = a * s + b * c;
  }
}

/** Rotary position embedding (com.microsoft; Su et al., arXiv 2104.09864). A lone position is that of the first row. */
const rotaryEmbedding: Kernel<'RotaryEmbedding'> = ({ inputs, attributes }) => {
  const [x, cos, sin] = [required(inputs, 0), required(inputs, 2), required(inputs, 3)];
  const [maxPositions, half] = cos.shape as [number, number];
  const layout = headLayout(x.shape, attributes.num_heads, 2 * half);
  const { batch, seq, heads, dim, headStride, seqStride } = layout;
  const positions = integersOf(required(inputs, 1));
  const isOffset = required(inputs, 1).shape.length < 2;
  const out = numbersOf(x).slice();
  const rotation = {
    x: numbersOf(x),
    out,
    cos: numbersOf(cos),
    sin: numbersOf(sin),
    half,
    isInterleaved: attributes.interleaved === 1,
  };
  for (let index = 0; index < batch * seq; index += 1) {
    const [row, at] = [Math.floor(index / seq), index % seq];
    const position = isOffset ? (positions[0] ?? 0) + at : positions[index]!;
    if (!(position >= 0 && position < maxPositions)) {
      throw new BackendError({
        what: 'A position lies outside of the tables of cosines and sines',
        expected: `0 to ${maxPositions - 1}`,
        got: `${position}`,
      });
    }
    for (let head = 0; head < heads; head += 1)
      rotateHead(rotation, row * seq * heads * dim + at * seqStride + head * headStride, position);
  }
  return [makeTensor(x.dtype, x.shape, out)];
};

/** Kernels of the operators that look rows up in tables. */
export const lookups = { GatherBlockQuantized: gatherBlockQuantized, RotaryEmbedding: rotaryEmbedding } as const;
