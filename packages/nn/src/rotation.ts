import type { DecoderConfig } from '@recyclegpt/spec';
import { type Dim, input, ops, type Value } from '@recyclegpt/tensor';

/** Cosines and sines of the rows of a pass, as inputs that all layers share. */
export interface Rotation {
  /** int64 `[1, seq]`: rows of the tables, from 0. */
  readonly positions: Value;
  /** `[seq, rotaryDim / 2]` float32. */
  readonly cos: Value;
  /** `[seq, rotaryDim / 2]` float32. */
  readonly sin: Value;
}

type RotatedShape = Pick<DecoderConfig, 'rope' | 'headDim'>;

/** Declares the inputs that `AttentionFeeds` feeds for rotary embedding, for `seq` rows. */
export function rotationInputs({ rope, headDim }: RotatedShape, seq: Dim = 'seq'): Rotation {
  const half = (rope.rotaryDim || headDim) / 2;
  return {
    positions: input('positions', 'int64', [1, seq]),
    cos: input('rotary.cos', 'float32', [seq, half]),
    sin: input('rotary.sin', 'float32', [seq, half]),
  };
}

/** Rotates queries or keys, `[1, seq, heads · headDim]`, by their positions. */
export function rotated(
  x: Value,
  heads: number,
  { rope, headDim, rotation }: RotatedShape & { rotation: Rotation },
): Value {
  const rotaryDim = rope.rotaryDim === headDim ? 0 : rope.rotaryDim;
  return ops.rotaryEmbedding(x, { ...rotation, heads, rotaryDim });
}
