import type { WeightFormat } from '@recyclegpt/spec';

/** How a format packs a row: blocks of `elements` values in `bytes` bytes. */
export interface BlockShape {
  readonly elements: number;
  readonly bytes: number;
}

/** Block shape of every format (ggml, `ggml-common.h`). Plain formats have blocks of one element. */
export const blockShapes: { readonly [F in WeightFormat]: BlockShape } = {
  F32: { elements: 1, bytes: 4 },
  F16: { elements: 1, bytes: 2 },
  BF16: { elements: 1, bytes: 2 },
  Q8_0: { elements: 32, bytes: 34 },
  Q4_0: { elements: 32, bytes: 18 },
  Q4_1: { elements: 32, bytes: 20 },
  Q5_0: { elements: 32, bytes: 22 },
  Q5_1: { elements: 32, bytes: 24 },
  Q4_K: { elements: 256, bytes: 144 },
  Q5_K: { elements: 256, bytes: 176 },
  Q6_K: { elements: 256, bytes: 210 },
};

/**
 * Bytes that `numElements` consecutive values of a row take, or `undefined` if they do not fill whole blocks.
 */
export function sizeInFormat(format: WeightFormat, numElements: number): number | undefined {
  const { elements, bytes } = blockShapes[format];
  return numElements % elements === 0 ? (numElements / elements) * bytes : undefined;
}
