import { constant, ops, scalar, type Value, apply } from '@recyclegpt/tensor';
import type { WeightEncoding, WeightPlan, WeightRecipe } from './weight-plan.ts';

/** A weight matrix `[out, in]` of the model and how it is stored. */
export interface LinearWeight {
  /** Canonical names of the tensors whose rows make up the matrix. */
  readonly tensors: readonly string[];
  readonly out: number;
  readonly in: number;
  readonly encoding: WeightEncoding;
  /** Weights per block of `int4`. */
  readonly blockSize: number;
  /** Names of vectors `[out]` to add. */
  readonly biases?: readonly string[] | undefined;
}

/** What layers build with. */
export interface LayerContext {
  readonly plan: WeightPlan;
  /** Element type of int8 weights, as the backend's profile says. */
  readonly int8Weights: 'int8' | 'uint8';
}

/** Rows quantised to 8 bits, each by its own largest element. */
interface QuantizedRows {
  /** uint8 around 128, the shape of the rows. */
  readonly data: Value;
  /** Largest absolute element of each row, size 1 on the last axis. */
  readonly largest: Value;
}

const zeroPoint128 = (): Value => constant({ dtype: 'uint8', shape: [], data: Uint8Array.of(128) });
const ggufBlock = 32;

/**
 * Quantises each row by its own largest element, so that no row depends on another. A row of zeros gives arbitrary
 * integers; their product is multiplied by that row's largest element, 0.
 */
function quantizeRows(x: Value): QuantizedRows {
  const largest = ops.reduceMax(ops.abs(x), [-1]);
  const [data] = apply('QuantizeLinear', [ops.divide(x, largest), scalar(1 / 127), zeroPoint128()]);
  return { data: data as Value, largest };
}

/** Linear layers over one input: what depends on the input alone is built once. */
export class LinearInput {
  readonly #x: Value;
  readonly #context: LayerContext;
  #quantized: QuantizedRows | undefined;
  #blockSums: Value | undefined;

  /** `x` is `[1, rows, in]` float32. */
  constructor(x: Value, context: LayerContext) {
    this.#x = x;
    this.#context = context;
  }

  /** x · Wᵀ + bias: `[1, rows, out]` float32. */
  apply(weight: LinearWeight): Value {
    const product = this.#product(weight);
    if (weight.biases === undefined) return product;
    const recipe = { tensors: weight.biases, encoding: 'f32', part: 'data', blockSize: 0, dtype: 'float32', out: 1, in: weight.out } as const;
    return ops.add(product, this.#context.plan.add(recipe, [weight.out]));
  }

  #product(weight: LinearWeight): Value {
    switch (weight.encoding) {
      case 'f32':
        return ops.fusedMatMul(this.#x, this.#part(weight, 'data', 'float32', [weight.out, weight.in]), { transB: 1 });
      case 'int8':
        return this.#int8Product(weight);
      case 'int4':
      case 'q4_0':
        return this.#blockProduct(weight, 4);
      case 'q8_0':
        return this.#blockProduct(weight, 8);
      case 'q4_1':
        return this.#offsetProduct(weight);
      default:
        return weight.encoding satisfies never;
    }
  }

  #part(weight: LinearWeight, part: WeightRecipe['part'], dtype: WeightRecipe['dtype'], shape: readonly number[]): Value {
    const { tensors, encoding, out } = weight;
    return this.#context.plan.add({ tensors, encoding, part, blockSize: blockSizeOf(weight), dtype, out, in: weight.in }, shape);
  }

  #int8Product(weight: LinearWeight): Value {
    this.#quantized ??= quantizeRows(this.#x);
    const { data, largest } = this.#quantized;
    const dtype = this.#context.int8Weights;
    const zeroPoint = dtype === 'uint8' ? zeroPoint128() : constant({ dtype, shape: [], data: Int8Array.of(0) });
    const weights = this.#part(weight, 'data', dtype, [weight.in, weight.out]);
    const scales = this.#part(weight, 'scales', 'float32', [weight.out]);
    const [product] = apply('MatMulIntegerToFloat', [data, weights, scalar(1 / 127), scales, zeroPoint128(), zeroPoint]);
    return ops.multiply(product as Value, largest);
  }

  #blockProduct(weight: LinearWeight, bits: 4 | 8): Value {
    const { out: N, in: K } = weight;
    const block_size = blockSizeOf(weight);
    const blocks = K / block_size;
    const data = this.#part(weight, 'data', 'uint8', [N, blocks, (block_size * bits) / 8]);
    const scales = this.#part(weight, 'scales', 'float32', [N * blocks]);
    return apply('MatMulNBits', [this.#x, data, scales], { attributes: { K, N, bits, block_size, accuracy_level: 4 } })[0] as Value;
  }

  /** Q4_1: w = d·q + m = d·(q − 8) + (8d + m), and the second part needs only the sums of x over blocks. */
  #offsetProduct(weight: LinearWeight): Value {
    const blocks = weight.in / ggufBlock;
    this.#blockSums ??= ops.matMul(this.#x, blockIndicator(weight.in));
    const offsets = this.#part(weight, 'offsets', 'float32', [blocks, weight.out]);
    return ops.add(this.#blockProduct(weight, 4), ops.matMul(this.#blockSums, offsets));
  }
}

function blockSizeOf({ encoding, blockSize }: LinearWeight): number {
  return encoding === 'int4' ? blockSize : encoding.startsWith('q') ? ggufBlock : 0;
}

/** `[in, in / 32]` with a one where the row belongs to the column's block. */
function blockIndicator(size: number): Value {
  const blocks = size / ggufBlock;
  const data = new Float32Array(size * blocks);
  for (let row = 0; row < size; row += 1) data[row * blocks + Math.floor(row / ggufBlock)] = 1;
  return constant({ dtype: 'float32', shape: [size, blocks], data });
}
