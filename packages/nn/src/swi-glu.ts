import { ops, type Value } from '@recyclegpt/tensor';

/** silu(gate) · up of `[…, 2 · width]` with the gate in front (Shazeer, arXiv 2002.05202): `[…, width]`. */
export function swiGlu(gateAndUp: Value, width: number): Value {
  const [gate, up] = ops.split(gateAndUp, [width, width], 2) as [Value, Value];
  return ops.multiply(ops.silu(gate), up);
}
