import { type RecycleConfig, recycleTensors } from './recycle-config.ts';

/** A tensor that a module needs. */
export interface RecycleTensorShape {
  readonly name: string;
  /** Matrices are `[out, in]`. */
  readonly shape: readonly number[];
}

/** The float tensors of a module, in order of use; `recycleTensors.d2t` comes beside them unless the head is shared. */
export function* recycleTensorShapes(config: RecycleConfig): Generator<RecycleTensorShape> {
  const { hidden, tappedLayers, fusion, entry, layers, head, draftVocab } = config;
  if (fusion === 'linear') {
    for (const tap of tappedLayers.keys()) yield { name: recycleTensors.fuseNorm(tap), shape: [hidden] };
    yield { name: recycleTensors.fuse, shape: [hidden, tappedLayers.length * hidden] };
  }
  if (entry === 'joined') yield { name: recycleTensors.entry, shape: [hidden, 2 * hidden] };
  else for (const name of [recycleTensors.embedNorm, recycleTensors.stateNorm]) yield { name, shape: [hidden] };
  for (let layer = 0; layer < layers; layer += 1) yield* layerShapes(config, layer);
  yield { name: recycleTensors.norm, shape: [hidden] };
  if (head === 'own') yield { name: recycleTensors.head, shape: [draftVocab, hidden] };
}

function* layerShapes(config: RecycleConfig, layer: number): Generator<RecycleTensorShape> {
  const { hidden, heads, kvHeads, headDim, intermediate, entry } = config;
  const isPaired = entry === 'paired' && layer === 0;
  const width = isPaired ? 2 * hidden : hidden;
  const tensor = (part: string, shape: readonly number[]): RecycleTensorShape => {
    return { name: recycleTensors.layer(layer, part), shape };
  };
  if (!isPaired) yield tensor('input_layernorm', [hidden]);
  yield tensor('self_attn.q_proj', [heads * headDim, width]);
  yield tensor('self_attn.k_proj', [kvHeads * headDim, width]);
  yield tensor('self_attn.v_proj', [kvHeads * headDim, width]);
  yield tensor('self_attn.o_proj', [hidden, heads * headDim]);
  yield tensor('post_attention_layernorm', [hidden]);
  yield tensor('mlp.gate_proj', [intermediate, hidden]);
  yield tensor('mlp.up_proj', [intermediate, hidden]);
  yield tensor('mlp.down_proj', [hidden, intermediate]);
}

/** Parameters that a module adds to its base; a head that is the base's adds none. */
export function recycleParameters(config: RecycleConfig): number {
  let parameters = 0;
  for (const { shape } of recycleTensorShapes(config)) parameters += shape.reduce((all, size) => all * size, 1);
  return parameters;
}
