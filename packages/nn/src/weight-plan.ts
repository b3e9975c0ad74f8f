import type { DType } from '@recyclegpt/spec';
import { parameter, type Value } from '@recyclegpt/tensor';

/**
 * How a weight matrix `[out, in]` is stored for a kernel.
 * - `f32`: `[out, in]`.
 * - `int8`, `uint8`: `[in, out]` with one scale an output; signed, or unsigned around 128.
 * - `int4`: blocks along `in` of 4-bit numbers, each block with a scale and a zero point.
 * - `q4_0`, `q4_1`: GGUF's blocks of 32, bit for bit.
 * - `q8_0`: blocks of 32 8-bit numbers, each block with a scale; GGUF's own, bit for bit, where the file has them.
 */
export type WeightEncoding = 'f32' | 'int8' | 'uint8' | 'int4' | 'q4_0' | 'q4_1' | 'q8_0';

/**
 * Which of an encoding's arrays a parameter is. `zeroPoints` are packed as the data, blocks along the row; `offsets` are
 * `[out, in / 32]`: what a block's minimum adds.
 */
export type WeightPart = 'data' | 'scales' | 'zeroPoints' | 'offsets';

/** A matrix `[out, in]` made of tensors of the model file, one below the other, and how it is stored. */
export interface PlannedWeight {
  /** Canonical names. */
  readonly tensors: readonly string[];
  readonly encoding: WeightEncoding;
  readonly out: number;
  readonly in: number;
}

/** One array of a planned weight. */
export interface WeightRecipe extends PlannedWeight {
  readonly part: WeightPart;
}

const dataTypes: { readonly [E in WeightEncoding]: DType } = {
  f32: 'float32',
  int8: 'int8',
  uint8: 'uint8',
  int4: 'uint8',
  q4_0: 'uint8',
  q4_1: 'uint8',
  q8_0: 'uint8',
};

function dtypeOf(encoding: WeightEncoding, part: WeightPart): DType {
  if (part === 'data') return dataTypes[encoding];
  return part === 'zeroPoints' ? 'uint8' : 'float32';
}

/** Weights of a block, for the encodings in blocks: GGUF's size, so that fidelities compare. */
export const weightsPerBlock = 32;

/** Collects the parameters of a graph and what each of them is made from. */
export class WeightPlan {
  readonly #recipes = new Map<string, WeightRecipe>();

  /** Recipes by storage name. */
  get recipes(): ReadonlyMap<string, WeightRecipe> {
    return this.#recipes;
  }

  /** An array of a weight as a parameter of the graph. `view` tells apart parameters of several shapes over the same bytes. */
  add(
    { tensors, encoding, out, in: inputs }: PlannedWeight,
    part: WeightPart,
    { shape, view = '' }: { shape: readonly number[]; view?: string },
  ): Value {
    const storage = [tensors.join('+'), encoding, part].join('|');
    this.#recipes.set(storage, { tensors, encoding, out, in: inputs, part });
    return parameter(`${storage}${view}`, dtypeOf(encoding, part), shape, storage);
  }

  /** A vector `[width]`, or several behind each other. */
  vector(tensors: readonly string[], width: number): Value {
    return this.add({ tensors, encoding: 'f32', out: 1, in: width }, 'data', { shape: [width] });
  }
}
