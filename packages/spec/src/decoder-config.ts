/** How rotary frequencies are stretched beyond the trained context. */
export type RopeScaling =
  | { readonly kind: 'none' }
  /** Positions divided by `factor` (Chen et al., arXiv 2306.15595). */
  | { readonly kind: 'linear'; readonly factor: number }
  /** Llama 3.1: low frequencies divided by `factor`, a smooth ramp between, high ones kept. */
  | {
      readonly kind: 'llama3';
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalContextLength: number;
    }
  /** YaRN (arXiv 2309.00071). `attentionFactor` scales cosines and sines. */
  | {
      readonly kind: 'yarn';
      readonly factor: number;
      readonly originalContextLength: number;
      readonly betaFast: number;
      readonly betaSlow: number;
      readonly attentionFactor: number;
    }
  /** One divisor per frequency, as GGUF files carry in `rope_freqs.weight`; length `rotaryDim / 2`. */
  | { readonly kind: 'factors'; readonly factors: readonly number[] };

/**
 * A decoder of the Llama family. Models of the family differ by these values only.
 * Rotary embedding rotates halves (Hugging Face's convention); readers reorder rows of files that rotate pairs.
 */
export interface DecoderConfig {
  /** Name of the architecture in the file it came from: `llama`, `mistral`, `qwen2`, `qwen3`. */
  readonly architecture: string;
  readonly vocab: number;
  readonly hidden: number;
  /** Width of the feed-forward layer. */
  readonly intermediate: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Longest sequence in tokens. */
  readonly contextLength: number;
  readonly normEpsilon: number;
  readonly rope: { readonly base: number; readonly rotaryDim: number; readonly scaling: RopeScaling };
  /** The head uses the embedding table. */
  readonly hasTiedHead: boolean;
  /** Query, key and value projections have a bias (Qwen2). */
  readonly hasAttentionBias: boolean;
  /** Queries and keys are RMS-normed per head before rotation (Qwen3). */
  readonly hasQueryKeyNorm: boolean;
  /** Positions that a row sees, itself included; `undefined` means all (Mistral 7B v0.1: 4096). */
  readonly slidingWindow: number | undefined;
}
