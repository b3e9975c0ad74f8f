import { sha256Hasher } from '@recyclegpt/hub';
import type { DecoderConfig, Tokenizer } from '@recyclegpt/spec';

/** What a module fits by its shape. */
export interface Family {
  readonly config: DecoderConfig;
  readonly tokenizer: Pick<Tokenizer, 'fingerprint' | 'vocabSize'>;
}

/**
 * Hex digest of what a base must have in common with the one that a module was trained on: sizes, rotation, vocabulary,
 * and the layers that are tapped. Files write context lengths and stretched rotations in several ways, so these are
 * left out.
 */
export function familyPrint({ config, tokenizer }: Family, tappedLayers: readonly number[]): string {
  const { vocab, hidden, intermediate, layers, heads, kvHeads, headDim, rope, slidingWindow } = config;
  const { hasTiedHead, hasAttentionBias, hasQueryKeyNorm } = config;
  const shape = [vocab, hidden, intermediate, layers, heads, kvHeads, headDim, rope.base, rope.rotaryDim];
  const options = [hasTiedHead, hasAttentionBias, hasQueryKeyNorm, slidingWindow ?? 0];
  const hasher = sha256Hasher();
  const text = JSON.stringify([shape, options, tokenizer.vocabSize, tokenizer.fingerprint, tappedLayers]);
  hasher.update(new TextEncoder().encode(text));
  return hasher.hexDigest().slice(0, 32);
}
