import { ConfigError, type DType } from '@recyclegpt/spec';
import { parameter, type Value } from '@recyclegpt/tensor';

/**
 * How a weight matrix `[out, in]` is stored for a kernel.
 * - `f32`: `[out, in]`.
 * - `int8`: `[in, out]`, one scale an output; unsigned with zero point 128, or signed.
 * - `int4`: blocks along `in` of 4-bit numbers around 8, one scale a block.
 * - `q4_0`, `q4_1`, `q8_0`: GGUF's blocks of 32, bit for bit.
 */
export type WeightEncoding = 'f32' | 'int8' | 'int4' | 'q4_0' | 'q4_1' | 'q8_0';

/** Which of an encoding's arrays a parameter is. `offsets` are `[in / 32, out]`: what a block's minimum adds. */
export type WeightPart = 'data' | 'scales' | 'offsets';

/** Where a parameter's bytes come from: tensors of the model file, one below the other, encoded. */
export interface WeightRecipe {
  /** Canonical names; their rows are concatenated. */
  readonly tensors: readonly string[];
  readonly encoding: WeightEncoding;
  readonly part: WeightPart;
  /** Weights per block, for encodings in blocks. */
  readonly blockSize: number;
  readonly dtype: DType;
  /** Outputs and inputs of the matrix; a vector is one row. */
  readonly out: number;
  readonly in: number;
}

/** Collects the parameters of a graph and what each of them is made from. */
export class WeightPlan {
  readonly #recipes = new Map<string, WeightRecipe>();

  /** Recipes by storage name. */
  get recipes(): ReadonlyMap<string, WeightRecipe> {
    return this.#recipes;
  }

  /** A parameter of the graph. `view` names it apart from others over the same bytes. */
  add(recipe: WeightRecipe, shape: readonly number[], view = ''): Value {
    const storage = [recipe.tensors.join('+'), recipe.encoding, recipe.part].join('|');
    const known = this.#recipes.get(storage);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(recipe)) {
      throw new ConfigError({ what: 'One weight is planned in two ways', where: storage });
    }
    this.#recipes.set(storage, recipe);
    return parameter(`${storage}${view}`, recipe.dtype, shape, storage);
  }
}
