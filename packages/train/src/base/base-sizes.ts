import type { RecycleConfig } from '@recyclegpt/recycle';
import type { DecoderConfig } from '@recyclegpt/spec';

/** Sizes of bases to train from scratch. */
export const baseSizeNames = ['tiny', 'small', 'medium', 'paper'] as const;
/** One of `baseSizeNames`. */
export type BaseSizeName = (typeof baseSizeNames)[number];

type BaseSize = Pick<DecoderConfig, 'hidden' | 'intermediate' | 'layers' | 'heads' | 'kvHeads' | 'headDim'>;

const medium: BaseSize = { hidden: 256, intermediate: 704, layers: 6, heads: 8, kvHeads: 4, headDim: 32 };

/** About 0.6, 1.6 and 5.5 million parameters with a vocabulary of 4,096 tokens. */
const sizes: { readonly [N in BaseSizeName]: BaseSize } = {
  tiny: { hidden: 96, intermediate: 256, layers: 2, heads: 4, kvHeads: 2, headDim: 24 },
  small: { hidden: 160, intermediate: 480, layers: 3, heads: 4, kvHeads: 2, headDim: 40 },
  medium,
  paper: medium,
};

/** The config of a base of a size: Llama's architecture, one table for embeddings and head. */
export function baseConfigOf(
  size: BaseSizeName,
  { vocab, contextLength }: Pick<DecoderConfig, 'vocab' | 'contextLength'>,
): DecoderConfig {
  const shape = sizes[size];
  return {
    ...shape,
    architecture: 'llama',
    vocab,
    contextLength,
    normEpsilon: 1e-5,
    rope: { base: 10_000, rotaryDim: shape.headDim, scaling: { kind: 'none' } },
    hasTiedHead: true,
    hasAttentionBias: false,
    hasQueryKeyNorm: false,
    slidingWindow: undefined,
  };
}

/** How a module that is trained with its base is made. */
export type JointModuleKind = 'eagle' | 'paper';

/**
 * A module to train with a base, with the base's head. `eagle`: three tapped layers, the shape that modules for
 * pre-trained bases have. `paper`: the last state, joined with the embedding, layers like the base's, its own raw state
 * fed back (RecycleGPT, arXiv 2308.03421, section 3.1).
 * @param layers default: as many as make about 15 % of the base's parameters, at least one
 */
export function jointModuleConfig(base: DecoderConfig, kind: JointModuleKind, layers?: number): RecycleConfig {
  const { hidden, vocab, heads, kvHeads, headDim, normEpsilon, rope } = base;
  const shared = {
    heads,
    kvHeads,
    headDim,
    normEpsilon,
    rope,
    hidden,
    vocab,
    head: 'shared',
    draftVocab: vocab,
  } as const;
  if (kind === 'paper') {
    return {
      ...shared,
      tappedLayers: [base.layers - 1],
      fusion: 'none',
      entry: 'joined',
      feedback: 'raw',
      layers: layers ?? usualLayers(base),
      intermediate: base.intermediate,
    };
  }
  const taps = Math.min(3, base.layers);
  return {
    ...shared,
    tappedLayers: Array.from({ length: taps }, (_, tap) => Math.floor(((tap + 1) * base.layers) / taps) - 1),
    fusion: 'linear',
    entry: 'paired',
    feedback: 'normed',
    layers: layers ?? 1,
    intermediate: Math.min(base.intermediate, 2 * hidden),
  };
}

/** The paper's six layers are 15 % of its base. */
function usualLayers({ hidden, vocab, heads, kvHeads, headDim, intermediate, layers }: DecoderConfig): number {
  const layer = 2 * hidden * headDim * (heads + kvHeads) + 3 * hidden * intermediate;
  const wanted = 0.15 * (vocab * hidden + layers * layer) - 2 * hidden * hidden;
  return Math.max(1, Math.round(wanted / layer));
}
