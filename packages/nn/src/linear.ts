import { apply, constant, int64s, ops, scalar, type Value } from '@recyclegpt/tensor';
import { type PlannedWeight, type WeightPlan, weightsPerBlock } from './weight-plan.ts';

/** A weight matrix `[out, in]` with its bias. */
export interface LinearWeight extends PlannedWeight {
  /** Names of vectors, `[out]` together, to add. */
  readonly biases?: readonly string[] | undefined;
}

/** Rows quantised to 8 bits, each by its own largest element. */
interface QuantizedRows {
  /** uint8 around 128, the shape of the rows. */
  readonly data: Value;
  /** Largest absolute element of each row, size 1 on the last axis. */
  readonly largest: Value;
}

const uint8Scalar = (value: number): Value => constant({ dtype: 'uint8', shape: [], data: Uint8Array.of(value) });

/**
 * Quantises each row by its own largest element, so that no row depends on another. A row of zeros gives arbitrary
 * integers; their product is multiplied by that row's largest element, 0.
 */
function quantizeRows(x: Value): QuantizedRows {
  const largest = ops.reduceMax(ops.abs(x), [-1]);
  const [data] = apply('QuantizeLinear', [ops.divide(x, largest), scalar(1 / 127), uint8Scalar(128)]);
  return { data: data as Value, largest };
}

/** Linear layers over one input: what depends on the input alone is built once. */
export class LinearInput {
  readonly #x: Value;
  readonly #plan: WeightPlan;
  #quantized: QuantizedRows | undefined;
  #blockSums: Value | undefined;

  /** `x` is `[1, rows, in]` float32. */
  constructor(x: Value, plan: WeightPlan) {
    this.#x = x;
    this.#plan = plan;
  }

  /** x · Wᵀ + bias: `[1, rows, out]` float32. */
  apply(weight: LinearWeight): Value {
    const product = this.#product(weight);
    return weight.biases === undefined ? product : ops.add(product, this.#plan.vector(weight.biases, weight.out));
  }

  #product(weight: LinearWeight): Value {
    switch (weight.encoding) {
      case 'f32': {
        const data = this.#plan.add(weight, 'data', { shape: [weight.out, weight.in] });
        return ops.fusedMatMul(this.#x, data, { transB: 1 });
      }
      case 'int8':
        return this.#byteProduct(weight, constant({ dtype: 'int8', shape: [], data: Int8Array.of(0) }));
      case 'uint8':
        return this.#byteProduct(weight, uint8Scalar(128));
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

  #byteProduct(weight: LinearWeight, zeroPoint: Value): Value {
    this.#quantized ??= quantizeRows(this.#x);
    const { data, largest } = this.#quantized;
    const weights = this.#plan.add(weight, 'data', { shape: [weight.in, weight.out] });
    const scales = this.#plan.add(weight, 'scales', { shape: [weight.out] });
    const [product] = apply('MatMulIntegerToFloat', [
      data,
      weights,
      scalar(1 / 127),
      scales,
      uint8Scalar(128),
      zeroPoint,
    ]);
    return ops.multiply(product as Value, largest);
  }

  #blockProduct(weight: LinearWeight, bits: 4 | 8): Value {
    const { out: N, in: K } = weight;
    const blocks = K / weightsPerBlock;
    const data = this.#plan.add(weight, 'data', { shape: [N, blocks, (weightsPerBlock * bits) / 8] });
    const scales = this.#plan.add(weight, 'scales', { shape: [N * blocks] });
    const zeroPoints =
      weight.encoding === 'int4' ? [this.#plan.add(weight, 'zeroPoints', { shape: [N * Math.ceil(blocks / 2)] })] : [];
    const attributes = { K, N, bits, block_size: weightsPerBlock, accuracy_level: 4 };
    return apply('MatMulNBits', [this.#x, data, scales, ...zeroPoints], { attributes })[0] as Value;
  }

  /** Q4_1: w = d·q + m = d·(q − 8) + (8d + m), and the second part needs only the sums of x over blocks. */
  #offsetProduct(weight: LinearWeight): Value {
    const blocks = weight.in / weightsPerBlock;
    this.#blockSums ??= sumsOfBlocks(this.#x, blocks);
    const offsets = this.#plan.add(weight, 'offsets', { shape: [weight.out, blocks] });
    return ops.add(this.#blockProduct(weight, 4), ops.fusedMatMul(this.#blockSums, offsets, { transB: 1 }));
  }
}

/** `[1, rows, in]` to the sums of its blocks, `[1, rows, blocks]`. */
function sumsOfBlocks(x: Value, blocks: number): Value {
  const grouped = ops.reshape(x, [1, -1, blocks, weightsPerBlock]);
  return apply('ReduceSum', [grouped, int64s([-1])], { attributes: { keepdims: 0 } })[0] as Value;
}
