import type { DecoderConfig } from '@recyclegpt/spec';

/**
 * Shape of a recycle module. Row t pairs the base's states at position t with token t + 1 and predicts token t + 2.
 *
 * The default shape follows EAGLE-3 (Li et al., arXiv 2503.01840); `entry: 'joined'` with one tapped layer and a shared
 * head is the paper's (RecycleGPT, arXiv 2308.03421).
 */
export interface RecycleConfig {
  /** Layers of the base whose outputs are read, from 0, ascending. */
  readonly tappedLayers: readonly number[];
  /**
   * What becomes of the tapped states. `linear`: each is RMS-normed, and one linear map makes a state of them. `none`:
   * the only tapped state is taken as it is.
   */
  readonly fusion: 'linear' | 'none';
  /**
   * How the state meets the embedding of the next token. `paired`: the first layer's projections take
   * [norm(embedding); norm(state)], and the state is the residual. `joined`: one linear map of [state; embedding] makes
   * the input of ordinary layers.
   */
  readonly entry: 'paired' | 'joined';
  /** What the module feeds itself in place of the base's state: its output after the final norm, or before it. */
  readonly feedback: 'normed' | 'raw';
  /** `own`: a matrix of the module. `sliced`: rows of the base's head. `shared`: the base's head, whole. */
  readonly head: 'own' | 'sliced' | 'shared';
  /** Tokens that the module can draft; the base's whole vocabulary with a shared head. */
  readonly draftVocab: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly intermediate: number;
  readonly normEpsilon: number;
  readonly rope: DecoderConfig['rope'];
  /** The base's hidden size, and the module's. */
  readonly hidden: number;
  /** The base's vocabulary. */
  readonly vocab: number;
}

/** Owner of the module's rows in a state, and the name of its drafter. */
export const recycleOwner = 'recycle';

/**
 * Names of a module's tensors. Matrices are `[out, in]`.
 *
 * | tensor | shape | when |
 * | --- | --- | --- |
 * | `recycle.fuse_norms.I.weight` | `[hidden]` | fusion `linear`, I counts tapped layers |
 * | `recycle.fuse.weight` | `[hidden, taps · hidden]` | fusion `linear` |
 * | `recycle.entry.weight` | `[hidden, 2 · hidden]` | entry `joined`: state first, embedding second |
 * | `recycle.embed_norm.weight`, `recycle.state_norm.weight` | `[hidden]` | entry `paired` |
 * | `recycle.layers.N.input_layernorm.weight` | `[hidden]` | all layers but the first of entry `paired` |
 * | `recycle.layers.N.self_attn.{q,k,v}_proj.weight` | `[…, hidden]`; layer 0 of entry `paired`: `[…, 2 · hidden]`, embedding first | always |
 * | `recycle.layers.N.self_attn.o_proj.weight` | `[hidden, heads · headDim]` | always |
 * | `recycle.layers.N.post_attention_layernorm.weight` | `[hidden]` | always |
 * | `recycle.layers.N.mlp.{gate,up}_proj.weight` | `[intermediate, hidden]` | always |
 * | `recycle.layers.N.mlp.down_proj.weight` | `[hidden, intermediate]` | always |
 * | `recycle.norm.weight` | `[hidden]` | always |
 * | `recycle.head.weight` | `[draftVocab, hidden]` | head `own` |
 * | `recycle.d2t` | `[draftVocab]` int32: token id minus draft id | unless the head is `shared` |
 */
export const recycleTensors = {
  fuseNorm: (tap: number): string => `recycle.fuse_norms.${tap}.weight`,
  fuse: 'recycle.fuse.weight',
  entry: 'recycle.entry.weight',
  embedNorm: 'recycle.embed_norm.weight',
  stateNorm: 'recycle.state_norm.weight',
  layer: (layer: number, name: string): string => `recycle.layers.${layer}.${name}.weight`,
  norm: 'recycle.norm.weight',
  head: 'recycle.head.weight',
  d2t: 'recycle.d2t',
} as const;
