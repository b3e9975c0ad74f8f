import { ConfigError, type GraphProfile, type Precision } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { buildDecoder, type DecoderGraphOptions } from './decoder-graph.ts';
import { goldenConfig } from './test/jax-model.ts';

const profile: GraphProfile = { opset: 21, precisions: ['f32', 'int8', 'int4'], int8Weights: 'uint8' };
const config = {
  ...goldenConfig,
  hidden: 64,
  headDim: 16,
  intermediate: 96,
  rope: { ...goldenConfig.rope, rotaryDim: 16 },
};

function build(change: Partial<DecoderGraphOptions> = {}) {
  return buildDecoder({ config, precision: 'f32', profile, formatOf: () => 'F32', ...change });
}

function encodingsOf(change: Partial<DecoderGraphOptions>): ReadonlyMap<string, string> {
  return new Map([...build(change).plan.recipes.values()].map(({ tensors, encoding }) => [tensors[0] ?? '', encoding]));
}

describe('the decoder’s graph', () => {
  it('[ST8] declares keys, values and tapped states with their place in the output', () => {
    const { graph } = build({ tappedLayers: [1] });
    expect(
      graph.slots.map(({ slot: { kind, width }, rowsOutput, rowsIndex }) => [kind, width, rowsOutput, rowsIndex]),
    ).toEqual([
      ['key', 32, 'rows.keysAndValues', 0],
      ['value', 32, 'rows.keysAndValues', 1],
      ['key', 32, 'rows.keysAndValues', 2],
      ['value', 32, 'rows.keysAndValues', 3],
      ['hidden', 64, 'rows.hidden', 0],
    ]);
  });

  it('has its inputs and outputs under the names that its slots give', () => {
    const { graph } = build({ tappedLayers: [0] });
    const inputs = graph.inputs.map(({ node }) => (node.kind === 'input' ? node.name : ''));
    const outputs = graph.outputs.map(({ name }) => name);
    for (const { pastInput, tailInput, rowsOutput } of graph.slots) {
      for (const name of [pastInput, tailInput]) if (name !== undefined) expect(inputs).toContain(name);
      expect(outputs).toContain(rowsOutput);
    }
  });

  it('makes each tensor from the file once, the tied table for both of its uses', () => {
    const { plan } = build();
    const tensors = [...plan.recipes.values()].flatMap((recipe) => recipe.tensors);
    expect(new Set(tensors).size).toBe(tensors.length);
    expect(tensors).not.toContain('lm_head.weight');
    expect(
      [...build({ config: { ...config, hasTiedHead: false } }).plan.recipes.values()].flatMap(
        (recipe) => recipe.tensors,
      ),
    ).toContain('lm_head.weight');
  });

  it.each([
    ['a precision that the backend lacks', { precision: 'int4-fast' as Precision }, /precision/],
    ['a layer that is not there', { tappedLayers: [2] }, /tappedLayers/],
    ['a layer before the first', { tappedLayers: [-1] }, /tappedLayers/],
  ])('refuses %s by name', (_, change, message) => {
    expect(() => build(change)).toThrow(ConfigError);
    expect(() => build(change)).toThrow(message);
  });
});

describe('encodings', () => {
  it('int8 is stored as the backend multiplies it', () => {
    for (const int8Weights of ['int8', 'uint8'] as const) {
      expect(
        encodingsOf({ precision: 'int8', profile: { ...profile, int8Weights } }).get('model.embed_tokens.weight'),
      ).toBe(int8Weights);
    }
  });

  it('rows that are no multiple of a block are 8-bit in 4-bit precisions', () => {
    const odd = encodingsOf({ precision: 'int4', config: { ...config, intermediate: 100 } });
    expect(odd.get('model.layers.0.mlp.down_proj.weight')).toBe('uint8');
    expect(odd.get('model.layers.0.mlp.gate_proj.weight')).not.toBe('uint8');
  });

  it('int4 keeps a file’s own blocks, where all parts of a matrix have them', () => {
    const kept = encodingsOf({ precision: 'int4', formatOf: (name) => (name.includes('up_proj') ? 'Q8_0' : 'Q4_1') });
    expect(kept.get('model.layers.0.self_attn.q_proj.weight')).toBe('q4_1');
    expect(kept.get('model.layers.0.mlp.gate_proj.weight')).toBe('int4');
    expect(kept.get('model.norm.weight')).toBe('f32');
  });
});
