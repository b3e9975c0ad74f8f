import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DecoderConfig } from '@recyclegpt/spec';

const folder = fileURLToPath(new URL('../../../../../shared/', import.meta.url));

/** Whether the folder with golden values lies beside the repository. */
export const hasShared = existsSync(folder);

/** Why a test without it is left out. */
export const sharedMissing = `${folder} is not here: it has the golden values`;

interface Values {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface GoldenLayer {
  readonly attentionNorm: Values;
  readonly q: Values;
  readonly k: Values;
  readonly v: Values;
  readonly o: Values;
  readonly mlpNorm: Values;
  readonly gate: Values;
  readonly up: Values;
  readonly down: Values;
}

/** A two-layer base that JAX ran in double precision; its matrices are `[in, out]`. */
export interface GoldenBase {
  readonly tokens: Values;
  readonly logits: Values;
  readonly hiddenStates: readonly Values[];
  readonly parameters: { readonly embedding: Values; readonly norm: Values; readonly layers: readonly GoldenLayer[] };
}

export function goldenBase(): GoldenBase {
  return JSON.parse(readFileSync(`${folder}golden/gradients/tiny-base.json`, 'utf8')) as GoldenBase;
}

export const goldenConfig: DecoderConfig = {
  architecture: 'llama',
  vocab: 24,
  hidden: 16,
  intermediate: 40,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 4,
  contextLength: 128,
  normEpsilon: 1e-5,
  rope: { base: 10_000, rotaryDim: 4, scaling: { kind: 'none' } },
  hasTiedHead: true,
  hasAttentionBias: false,
  hasQueryKeyNorm: false,
  slidingWindow: undefined,
};

const plain = ({ data }: Values): Float32Array => Float32Array.from(data);

/** `[in, out]` to `[out, in]`. */
function turned({ shape: [rows = 0, columns = 0], data }: Values): Float32Array {
  return Float32Array.from(
    { length: rows * columns },
    (_, at) => data[(at % rows) * columns + Math.floor(at / rows)] as number,
  );
}

/** The golden parameters under canonical names. */
export function goldenTensors({
  parameters: { embedding, norm, layers },
}: GoldenBase): ReadonlyMap<string, Float32Array> {
  const ofLayers = layers.flatMap((layer, index): [string, Float32Array][] => [
    [`model.layers.${index}.input_layernorm.weight`, plain(layer.attentionNorm)],
    ...(['q', 'k', 'v', 'o'] as const).map((name): [string, Float32Array] => [
      `model.layers.${index}.self_attn.${name}_proj.weight`,
      turned(layer[name]),
    ]),
    [`model.layers.${index}.post_attention_layernorm.weight`, plain(layer.mlpNorm)],
    ...(['gate', 'up', 'down'] as const).map((name): [string, Float32Array] => [
      `model.layers.${index}.mlp.${name}_proj.weight`,
      turned(layer[name]),
    ]),
  ]);
  return new Map([['model.embed_tokens.weight', plain(embedding)], ['model.norm.weight', plain(norm)], ...ofLayers]);
}
