import { elementwise } from './gradient-rules/elementwise.ts';
import type { GradientEntry } from './gradient-rules/gradient-rule.ts';
import { lookups } from './gradient-rules/lookups.ts';
import { movement } from './gradient-rules/movement.ts';
import { products } from './gradient-rules/products.ts';
import { reductions } from './gradient-rules/reductions.ts';
import type { OpType } from './operators.ts';

const step = { zeroBecause: 'its result is constant but for jumps' } as const;
const quantized = { noneBecause: 'it computes with integers: quantised weights are frozen' } as const;

/**
 * The vector-Jacobian product of every operator, or why it has none: an operator without an entry does not compile.
 * Finite differences check each rule, and JAX's numbers whole functions, on the backends.
 */
export const gradientRules: { readonly [Op in OpType]: GradientEntry<Op> } = {
  ...elementwise,
  ...lookups,
  ...movement,
  ...products,
  ...reductions,
  ArgMax: step,
  Equal: step,
  GatherBlockQuantized: quantized,
  Greater: step,
  MatMulIntegerToFloat: quantized,
  MatMulNBits: quantized,
  QuantizeLinear: { noneBecause: 'rounding has no useful derivative' },
  Sign: step,
};
