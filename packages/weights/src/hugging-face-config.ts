import { type DecoderConfig, FileError, type RopeScaling } from '@recyclegpt/spec';
import { checkConfig } from './check-config.ts';
import { ConfigKeys } from './config-keys.ts';

/** What differs between the architectures. Source: huggingface/transformers, `modeling_*.py` of each. */
interface ArchitectureTraits {
  /** Whether `attention_bias` decides, or the code of the model does. */
  readonly attentionBias: 'by-config' | 'always' | 'never';
  readonly hasQueryKeyNorm: boolean;
  /** Whether `sliding_window` alone decides, or only beside `use_sliding_window`; llama has none. */
  readonly window: 'none' | 'by-length' | 'by-flag';
}

const architectures: ReadonlyMap<string, ArchitectureTraits> = new Map<string, ArchitectureTraits>([
  ['llama', { attentionBias: 'by-config', hasQueryKeyNorm: false, window: 'none' }],
  ['mistral', { attentionBias: 'never', hasQueryKeyNorm: false, window: 'by-length' }],
  ['qwen2', { attentionBias: 'always', hasQueryKeyNorm: false, window: 'by-flag' }],
  ['qwen3', { attentionBias: 'by-config', hasQueryKeyNorm: true, window: 'by-flag' }],
]);

/**
 * The decoder that a `config.json` of Hugging Face describes (model types llama, mistral, qwen2, qwen3).
 * @param json the parsed file, not trusted
 * @param file what to call it in messages
 * @throws FileError naming the key that is missing or cannot be used
 */
export function huggingFaceConfig(json: unknown, file = 'config.json'): DecoderConfig {
  const keys = keysOf(json, file, '');
  const architecture = keys.text('model_type');
  const traits = architectures.get(architecture);
  if (!traits) throw keys.error('model_type', architecture, [...architectures.keys()].join(', '));
  const activation = keys.textOr('hidden_act', 'silu');
  if (activation !== 'silu') throw keys.error('hidden_act', activation, 'silu');
  const hidden = keys.integer('hidden_size');
  const heads = keys.integer('num_attention_heads');
  const contextLength = keys.integer('max_position_embeddings');
  const config: DecoderConfig = {
    architecture,
    vocab: keys.integer('vocab_size'),
    hidden,
    intermediate: keys.integer('intermediate_size'),
    layers: keys.integer('num_hidden_layers'),
    heads,
    kvHeads: keys.integerOr('num_key_value_heads', heads),
    headDim: keys.integerOr('head_dim', hidden / heads),
    contextLength,
    normEpsilon: keys.number('rms_norm_eps'),
    rope: ropeOf(json, keys, { headDim: keys.integerOr('head_dim', hidden / heads), contextLength }),
    hasTiedHead: keys.flagOr('tie_word_embeddings', false),
    hasAttentionBias:
      traits.attentionBias === 'by-config' ? keys.flagOr('attention_bias', false) : traits.attentionBias === 'always',
    hasQueryKeyNorm: traits.hasQueryKeyNorm,
    slidingWindow: windowOf(json, keys, traits, contextLength),
  };
  return checkConfig(config, file);
}

function fieldOf(json: unknown, key: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, key) ? Reflect.get(json, key) : undefined;
}

function keysOf(json: unknown, file: string, prefix: string): ConfigKeys {
  if (typeof json === 'object' && json !== null) return new ConfigKeys(`${file}${prefix}`, (key) => fieldOf(json, key));
  throw new FileError({
    what: 'the config is not an object',
    where: `${file}${prefix}`,
    got: typeof json,
    expected: 'a JSON object',
  });
}

interface RopeContext {
  readonly headDim: number;
  readonly contextLength: number;
}

/** Older files have `rope_theta` and `rope_scaling`; those of transformers 5 have all in `rope_parameters`. */
function ropeOf(json: unknown, keys: ConfigKeys, { headDim, contextLength }: RopeContext): DecoderConfig['rope'] {
  const group = keys.has('rope_parameters') ? 'rope_parameters' : 'rope_scaling';
  const scaling = keys.has(group)
    ? keysOf(fieldOf(json, group), keys.file, `, ${group}`)
    : new ConfigKeys(keys.file, () => undefined);
  const part = scaling.numberOr('partial_rotary_factor', keys.numberOr('partial_rotary_factor', 1));
  return {
    base: scaling.numberOr('rope_theta', keys.numberOr('rope_theta', 10000)),
    rotaryDim: Math.floor(headDim * part),
    scaling: scalingOf(scaling, contextLength),
  };
}

/** Source: huggingface/transformers, modeling_rope_utils.py. */
function scalingOf(keys: ConfigKeys, contextLength: number): RopeScaling {
  const kind = keys.textOr('rope_type', keys.textOr('type', 'default'));
  if (kind === 'default') return { kind: 'none' };
  if (kind !== 'linear' && kind !== 'llama3' && kind !== 'yarn')
    throw keys.error('rope_type', kind, 'default, linear, llama3 or yarn');
  const factor = keys.number('factor');
  if (!(factor > 0)) throw keys.error('factor', factor, 'a positive number');
  if (kind === 'linear') return { kind, factor };
  const originalContextLength = keys.integerOr('original_max_position_embeddings', contextLength);
  if (kind === 'llama3') {
    const lowFrequencyFactor = keys.number('low_freq_factor');
    const highFrequencyFactor = keys.number('high_freq_factor');
    return { kind, factor, lowFrequencyFactor, highFrequencyFactor, originalContextLength };
  }
  return {
    kind,
    factor,
    originalContextLength,
    betaFast: keys.numberOr('beta_fast', 32),
    betaSlow: keys.numberOr('beta_slow', 1),
    attentionFactor: keys.numberOr('attention_factor', yarnAttentionFactor(keys, factor)),
  };
}

function yarnAttentionFactor(keys: ConfigKeys, factor: number): number {
  const scaled = (strength: number) => (factor <= 1 ? 1 : 0.1 * strength * Math.log(factor) + 1);
  const all = keys.numberOr('mscale_all_dim', 0);
  const one = keys.numberOr('mscale', 0);
  return all !== 0 && one !== 0 ? scaled(one) / scaled(all) : scaled(1);
}

/** One window for all layers or none; a window as long as the context hides nothing. */
function windowOf(
  json: unknown,
  keys: ConfigKeys,
  { window }: ArchitectureTraits,
  contextLength: number,
): number | undefined {
  if (window === 'none' || (window === 'by-flag' && !keys.flagOr('use_sliding_window', false))) return undefined;
  const length = keys.integerOr('sliding_window', contextLength);
  if (length >= contextLength) return undefined;
  if (window === 'by-length') return length;
  const layers = keys.integer('num_hidden_layers');
  const types = fieldOf(json, 'layer_types');
  const fullLayers = Array.isArray(types)
    ? types.filter((type) => type === 'full_attention').length
    : Math.min(layers, keys.numberOr('max_window_layers', layers));
  if (fullLayers >= layers) return undefined;
  if (fullLayers === 0) return length;
  throw keys.error('max_window_layers', fullLayers, `0 or ${layers}: layers with different windows are not supported`);
}
