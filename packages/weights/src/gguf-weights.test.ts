import type { DecoderConfig } from '@recyclegpt/spec';
import { DisposedError, FileError } from '@recyclegpt/spec';
import { describe, expect, test } from 'vitest';
import { ggufWeights } from './gguf-weights.ts';
import { memorySource } from './memory-source.ts';
import { openGguf } from './open-gguf.ts';
import { float32, ggufBytes, type TestGguf, text, uint32 } from './test/gguf-bytes.ts';
import { describeWithShared, sharedFile } from './test/shared-files.ts';
import { bytesOf, ggufMetadata, ggufTensors, tinyConfig, tinyGguf, tinyWeights } from './test/tiny-model.ts';

const load = async (bytes: Uint8Array) => ggufWeights(await openGguf(memorySource('tiny.gguf', bytes)));
const variant = (changes: Partial<DecoderConfig>): DecoderConfig => ({ ...tinyConfig, ...changes });
const fileOf = (config: DecoderConfig, changes: Partial<TestGguf> = {}) =>
  ggufBytes({ metadata: ggufMetadata(config), tensors: ggufTensors(config, tinyWeights(config)), ...changes });
const withKeys = (more: TestGguf['metadata']) =>
  fileOf(tinyConfig, { metadata: { ...ggufMetadata(tinyConfig), ...more } });

const configs: readonly (readonly [title: string, config: DecoderConfig])[] = [
  ['llama', tinyConfig],
  ['llama with a head of its own', variant({ hasTiedHead: false })],
  ['llama with biases', variant({ hasAttentionBias: true })],
  ['mistral', variant({ architecture: 'mistral' })],
  ['qwen2', variant({ architecture: 'qwen2', hasAttentionBias: true })],
  ['qwen3', variant({ architecture: 'qwen3', hasQueryKeyNorm: true })],
];

describe('ggufWeights', () => {
  test.each(configs)('%s: the config and all weights in canonical order', async (_, config) => {
    const weights = await load(fileOf(config));
    expect(weights.config).toEqual(config);
    const expected = tinyWeights(config);
    expect([...weights.tensors.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, { data, shape }] of expected) {
      expect(weights.tensors.get(name)?.shape).toEqual(shape);
      expect(await weights.readFloat32(name)).toEqual(data);
      expect(await weights.readRaw(name)).toEqual(bytesOf(data));
    }
  });

  test('any range of rows, across heads too', async () => {
    const weights = await load(tinyGguf());
    for (const name of ['model.layers.1.self_attn.q_proj.weight', 'model.layers.0.mlp.up_proj.weight']) {
      const { data } = tinyWeights(tinyConfig).get(name)!;
      for (let firstRow = 0; firstRow < 32; firstRow++) {
        for (const rows of [0, 1, 5, 32 - firstRow]) {
          if (firstRow + rows > 32) continue;
          const found = await weights.readFloat32(name, { firstRow, rows });
          expect(found).toEqual(data.slice(firstRow * 32, (firstRow + rows) * 32));
        }
      }
    }
  });

  test('refuses rows outside a tensor, unknown tensors and use after dispose', async () => {
    const weights = await load(tinyGguf());
    const name = 'model.norm.weight';
    for (const range of [
      { firstRow: 0, rows: 2 },
      { firstRow: -1, rows: 1 },
      { firstRow: 0.5, rows: 0.5 },
      { firstRow: 0, rows: NaN },
    ]) {
      await expect(weights.readRaw(name, range)).rejects.toBeInstanceOf(FileError);
    }
    await expect(weights.readFloat32('model.nrom.weight')).rejects.toThrow(/no such tensor.*model\.nrom\.weight/);
    weights[Symbol.dispose]();
    await expect(weights.readRaw(name)).rejects.toBeInstanceOf(DisposedError);
  });

  test('the ways to stretch positions', async () => {
    const scaling = async (more: TestGguf['metadata']) => (await load(withKeys(more))).config.rope.scaling;
    const type = 'llama.rope.scaling.type';
    const factor = 'llama.rope.scaling.factor';
    expect(await scaling({ [type]: text('none'), [factor]: float32(3) })).toEqual({ kind: 'none' });
    expect(await scaling({ [type]: text('linear'), [factor]: float32(4) })).toEqual({ kind: 'linear', factor: 4 });
    expect(await scaling({ 'llama.rope.scale_linear': float32(2) })).toEqual({ kind: 'linear', factor: 2 });
    const original = { 'llama.rope.scaling.original_context_length': uint32(16) };
    expect(await scaling({ [type]: text('yarn'), [factor]: float32(4), ...original })).toEqual({
      kind: 'yarn',
      factor: 4,
      originalContextLength: 16,
      betaFast: 32,
      betaSlow: 1,
      attentionFactor: 1 + 0.1 * Math.log(4),
    });
    await expect(scaling({ [type]: text('longrope') })).rejects.toThrow(
      /llama\.rope\.scaling\.type.*none, linear or yarn.*longrope/,
    );
  });

  test('factors per frequency are part of the config', async () => {
    const factors = Float32Array.of(1, 2, 4, 8);
    const ropeTensor = { name: 'rope_freqs.weight', shape: [4], type: 0, bytes: bytesOf(factors) };
    const tensors = ggufTensors(tinyConfig, tinyWeights(tinyConfig));
    const weights = await load(fileOf(tinyConfig, { tensors: [...tensors, ropeTensor] }));
    expect(weights.config.rope.scaling).toEqual({ kind: 'factors', factors: [1, 2, 4, 8] });
    const short = { ...ropeTensor, shape: [2] };
    await expect(load(fileOf(tinyConfig, { tensors: [...tensors, short] }))).rejects.toThrow(
      /rope_freqs.weight.*\[4\].*\[2\]/,
    );
  });

  test('a sliding window, unless it is as long as the context', async () => {
    const key = 'llama.attention.sliding_window';
    expect((await load(withKeys({ [key]: uint32(16) }))).config.slidingWindow).toBe(16);
    expect((await load(withKeys({ [key]: uint32(64) }))).config.slidingWindow).toBeUndefined();
    expect((await load(withKeys({ [key]: uint32(0) }))).config.slidingWindow).toBeUndefined();
  });
});

const tensors = ggufTensors(tinyConfig, tinyWeights(tinyConfig));
const metadata = ggufMetadata(tinyConfig);
const { 'llama.block_count': _layers, ...withoutLayers } = metadata;
const refused: readonly (readonly [title: string, file: TestGguf, message: RegExp])[] = [
  [
    'an unknown architecture',
    { metadata: { ...metadata, 'general.architecture': text('gemma') } },
    /general\.architecture.*qwen3.*gemma/,
  ],
  ['no architecture', { metadata: {} }, /general\.architecture.*Got nothing/],
  ['a missing key', { metadata: withoutLayers }, /tiny\.gguf, key llama\.block_count/],
  [
    'a key of another type',
    { metadata: { ...metadata, 'llama.block_count': text('2') } },
    /llama\.block_count.*positive integer.*"2"/,
  ],
  [
    'layers without end',
    { metadata: { ...metadata, 'llama.block_count': uint32(2 ** 31 - 1) } },
    /tensor blk\.2\.attn_norm/,
  ],
  ['heads that do not divide', { metadata: { ...metadata, 'llama.attention.head_count': uint32(5) } }, /contradicts/],
  ['a mixture of experts', { metadata: { ...metadata, 'llama.expert_count': uint32(8) } }, /llama\.expert_count/],
  [
    'another vocabulary',
    { metadata: { ...metadata, 'llama.vocab_size': uint32(12) } },
    /llama\.vocab_size.*11.*Got 12/,
  ],
  ['heads rotated in part', { metadata: { ...metadata, 'llama.rope.dimension_count': uint32(4) } }, /rotated in part/],
  ['no tensors', { tensors: [] }, /token_embd\.weight.*vocabulary only/],
  [
    'a missing tensor',
    { tensors: tensors.filter(({ name }) => name !== 'blk.1.ffn_up.weight') },
    /missing.*blk\.1\.ffn_up\.weight.*\[64,32\]/,
  ],
  [
    'a tensor too many',
    { tensors: [...tensors, { ...tensors[1]!, name: 'blk.0.attn_output.bias' }] },
    /attn_output\.bias/,
  ],
  [
    'a misshapen tensor',
    {
      tensors: tensors.map((tensor) =>
        tensor.name === 'blk.0.ffn_gate.weight' ? { ...tensor, shape: [32, 64] } : tensor,
      ),
    },
    /wrong shape.*layers\.0\.mlp\.gate_proj.*\[64,32\].*\[32,64\]/,
  ],
];

describe('ggufWeights: refuses', () => {
  test.each(refused)('%s', async (_, changes, message) => {
    const error: unknown = await load(fileOf(tinyConfig, changes)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FileError);
    expect(String(error)).toMatch(message);
  });
});

describe('fingerprint', () => {
  test('is the same for the same bytes and another for others', async () => {
    const bytes = tinyGguf();
    const first = (await load(bytes)).fingerprint;
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect((await load(bytes)).fingerprint).toBe(first);
    expect((await load(tinyGguf(tinyConfig, 2))).fingerprint).not.toBe(first);
    const changed = bytes.slice();
    changed[changed.length - 1]! ^= 1;
    expect((await load(changed)).fingerprint).not.toBe(first);
    const fromElsewhere = await ggufWeights(await openGguf(memorySource('elsewhere.gguf', bytes)));
    expect(fromElsewhere.fingerprint).toBe(first);
  });
});

describeWithShared('ggufWeights: SmolLM2', () => {
  test('config and formats', async () => {
    using weights = await ggufWeights(
      await openGguf(await sharedFile('models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf')),
    );
    expect(weights.config).toEqual({
      architecture: 'llama',
      vocab: 49152,
      hidden: 576,
      intermediate: 1536,
      layers: 30,
      heads: 9,
      kvHeads: 3,
      headDim: 64,
      contextLength: 8192,
      normEpsilon: 1e-5,
      rope: { base: 100000, rotaryDim: 64, scaling: { kind: 'none' } },
      hasTiedHead: true,
      hasAttentionBias: false,
      hasQueryKeyNorm: false,
      slidingWindow: undefined,
    });
    expect(weights.tensors.size).toBe(272);
    expect(weights.tensors.get('model.embed_tokens.weight')?.format).toBe('Q8_0');
    expect(weights.tensors.get('model.layers.29.self_attn.q_proj.weight')?.format).toBe('Q4_1');
    const norm = await weights.readFloat32('model.norm.weight');
    expect(norm.length).toBe(576);
    expect(norm.every((value) => Number.isFinite(value))).toBe(true);
    const range = { firstRow: 70, rows: 9 };
    const name = 'model.layers.7.self_attn.q_proj.weight';
    const some = await weights.readFloat32(name, range);
    expect(some).toEqual((await weights.readFloat32(name)).slice(70 * 576, 79 * 576));
  });
});
