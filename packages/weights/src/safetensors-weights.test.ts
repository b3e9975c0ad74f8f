import { type ByteSource, type DecoderConfig, FileError, type Tensor } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { huggingFaceConfig } from './hugging-face-config.ts';
import { memorySource } from './memory-source.ts';
import { safetensorsWeights } from './safetensors-weights.ts';
import { huggingFaceJson, joined, tinyConfig, tinyWeights } from './test/tiny-model.ts';
import { writeSafetensors } from './write-safetensors.ts';

interface Folder {
  readonly files: (name: string) => Promise<ByteSource>;
  readonly disposed: string[];
}

function folderOf(contents: Readonly<Record<string, ReadonlyMap<string, Tensor>>>): Folder {
  const disposed: string[] = [];
  const files = async (name: string): Promise<ByteSource> => {
    const tensors = contents[name];
    if (!tensors) throw new FileError({ what: 'there is no such file', where: name });
    const source = memorySource(name, joined(writeSafetensors(tensors)));
    return { ...source, [Symbol.dispose]: () => disposed.push(name) };
  };
  return { files, disposed };
}

const json = (config: DecoderConfig, more: object = {}) => ({ ...huggingFaceJson(config), ...more });

describe('safetensorsWeights', () => {
  const variants: readonly (readonly [string, DecoderConfig])[] = [
    ['llama', tinyConfig],
    ['an untied llama', { ...tinyConfig, hasTiedHead: false }],
    ['qwen2', { ...tinyConfig, architecture: 'qwen2', hasAttentionBias: true }],
    ['qwen3', { ...tinyConfig, architecture: 'qwen3', hasQueryKeyNorm: true }],
  ];
  test.each(variants)('%s in one file', async (_, config) => {
    const expected = tinyWeights(config);
    const folder = folderOf({ 'model.safetensors': expected });
    const weights = await safetensorsWeights({ config: json(config), files: folder.files });
    expect(weights.config).toEqual(config);
    for (const [name, { data }] of expected) expect(await weights.readFloat32(name)).toEqual(data);
    weights[Symbol.dispose]();
    expect(folder.disposed).toEqual(['model.safetensors']);
  });

  test('several files by an index', async () => {
    const expected = [...tinyWeights(tinyConfig)];
    const parts = { 'a.safetensors': new Map(expected.slice(0, 7)), 'b.safetensors': new Map(expected.slice(7)) };
    const map = expected.map(([name], i) => [name, i < 7 ? 'a.safetensors' : 'b.safetensors'] as const);
    const options = {
      config: json(tinyConfig),
      index: { weight_map: Object.fromEntries(map) },
      files: folderOf(parts).files,
    };
    const weights = await safetensorsWeights(options);
    for (const [name, { data }] of expected) expect(await weights.readFloat32(name)).toEqual(data);
    const other = await safetensorsWeights({ ...options, config: json(tinyConfig, { rope_theta: 5000 }) });
    expect(other.fingerprint).not.toBe(weights.fingerprint);
  });

  test('an index that leads out of the folder is refused', async () => {
    const { files } = folderOf({});
    for (const name of ['../evil.safetensors', '/etc/passwd', 'x.bin', 7]) {
      const options = { config: json(tinyConfig), index: { weight_map: { w: name } }, files };
      await expect(safetensorsWeights(options)).rejects.toThrow(/weight_map/);
    }
    await expect(safetensorsWeights({ config: json(tinyConfig), index: {}, files })).rejects.toThrow(/weight_map/);
  });

  test('where it fails, the files that it opened are disposed', async () => {
    const expected = [...tinyWeights(tinyConfig)];
    const folder = folderOf({ 'model.safetensors': new Map(expected.slice(1)) });
    await expect(safetensorsWeights({ config: json(tinyConfig), files: folder.files })).rejects.toThrow(/embed_tokens/);
    expect(folder.disposed).toEqual(['model.safetensors']);
  });

  test('a head in the file of a model that ties it is left out; integers are refused', async () => {
    const tied = new Map<string, Tensor>(tinyWeights({ ...tinyConfig, hasTiedHead: false }));
    const weights = await safetensorsWeights({
      config: json(tinyConfig),
      files: folderOf({ 'model.safetensors': tied }).files,
    });
    expect(weights.tensors.has('lm_head.weight')).toBe(false);
    tied.set('model.norm.weight', { dtype: 'int32', shape: [32], data: new Int32Array(32) });
    const broken = safetensorsWeights({
      config: json(tinyConfig),
      files: folderOf({ 'model.safetensors': tied }).files,
    });
    await expect(broken).rejects.toThrow(/model\.norm\.weight.*F32, F16, BF16.*I32/);
  });
});

describe('huggingFaceConfig', () => {
  test('the ways to stretch positions, in old files and new', () => {
    const scaling = (more: object) => huggingFaceConfig(json(tinyConfig, more)).rope.scaling;
    expect(scaling({ rope_scaling: { type: 'linear', factor: 2 } })).toEqual({ kind: 'linear', factor: 2 });
    expect(scaling({ rope_scaling: { rope_type: 'default' } })).toEqual({ kind: 'none' });
    const llama3 = {
      rope_type: 'llama3',
      factor: 32,
      low_freq_factor: 1,
      high_freq_factor: 4,
      original_max_position_embeddings: 8192,
    };
    expect(scaling({ rope_scaling: llama3 })).toEqual({
      kind: 'llama3',
      factor: 32,
      lowFrequencyFactor: 1,
      highFrequencyFactor: 4,
      originalContextLength: 8192,
    });
    expect(scaling({ rope_scaling: { rope_type: 'yarn', factor: 4 } })).toMatchObject({
      kind: 'yarn',
      attentionFactor: 1 + 0.1 * Math.log(4),
    });
    expect(() => scaling({ rope_scaling: { rope_type: 'dynamic', factor: 2 } })).toThrow(
      /rope_scaling, key rope_type.*llama3.*dynamic/,
    );
    const { rope_theta: _, ...withoutTheta } = json(tinyConfig) as { rope_theta?: unknown };
    const rope = huggingFaceConfig({
      ...withoutTheta,
      rope_parameters: { rope_type: 'default', rope_theta: 123 },
    }).rope;
    expect(rope).toEqual({ base: 123, rotaryDim: 8, scaling: { kind: 'none' } });
  });

  test('sliding windows by architecture', () => {
    const window = (architecture: string, more: object) =>
      huggingFaceConfig(json({ ...tinyConfig, architecture }, { sliding_window: 16, ...more })).slidingWindow;
    expect(window('llama', {})).toBeUndefined();
    expect(window('mistral', {})).toBe(16);
    expect(window('mistral', { sliding_window: null })).toBeUndefined();
    expect(window('qwen2', {})).toBeUndefined();
    expect(window('qwen2', { use_sliding_window: true, max_window_layers: 0 })).toBe(16);
    expect(window('qwen2', { use_sliding_window: true, max_window_layers: 2 })).toBeUndefined();
    expect(() => window('qwen2', { use_sliding_window: true, max_window_layers: 1 })).toThrow(/max_window_layers/);
    expect(window('qwen3', { use_sliding_window: true, layer_types: ['sliding_attention', 'sliding_attention'] })).toBe(
      16,
    );
  });

  test('refuses what it cannot use, naming the key', () => {
    const refused: readonly (readonly [object, RegExp])[] = [
      [{ model_type: 'gpt2' }, /config\.json, key model_type.*mistral.*"gpt2"/],
      [{ hidden_act: 'gelu' }, /hidden_act/],
      [{ hidden_size: 33 }, /heads divide/],
      [{ hidden_size: null }, /key hidden_size/],
      [{ num_hidden_layers: 1e12 }, /num_hidden_layers/],
      [{ rms_norm_eps: 0 }, /epsilon/],
      [{ tie_word_embeddings: 'yes' }, /tie_word_embeddings/],
      [{ rope_scaling: 7 }, /rope_scaling/],
    ];
    for (const [more, message] of refused) expect(() => huggingFaceConfig(json(tinyConfig, more))).toThrow(message);
    expect(() => huggingFaceConfig('text')).toThrow(FileError);
    expect(() => huggingFaceConfig(null, 'my.json')).toThrow(/my\.json/);
  });
});
