import { describe, expect, it } from 'vitest';
import { agreementBar, firstDifference, topTwoMargin } from '../bench/web/compare-texts.ts';
import { buildCachedDecoder } from '../bench/web/export/cached-decoder.ts';
import { tokenizerJson } from '../bench/web/export/export-files.ts';
import { betterPeer, type EngineRuns, type Role, rateOf, rowsOf, speedBars } from '../bench/web/figures.ts';

/** An engine whose texts have 11 tokens and take so many milliseconds after the first. */
function engine(name: string, role: Role, decodeMs: readonly number[]): EngineRuns {
  const text = { newTokens: 11, tokenIds: [], text: '', firstTokenMs: 5 };
  return {
    ...{ name, role, precision: 'f32', peakBytes: undefined, runtimeBytes: 1, modelBytes: 2 },
    runs: decodeMs.map((ms, prompt) => ({ prompt, repeat: 0, text: { ...text, decodeMs: ms } })),
  };
}

const engines = [
  engine('ours, plain', 'plain', [100, 200]),
  engine('ours, adaptive', 'adaptive', [50, 200]),
  engine('slow', 'peer', [400, 400]),
  engine('quick', 'peer', [100, 100]),
];

describe('figures of the browser bench', () => {
  it('count tokens after the first, and none for a text of one', () => {
    expect(rateOf({ newTokens: 11, decodeMs: 100 })).toBe(100);
    expect(rateOf({ newTokens: 1, decodeMs: 0 })).toBeUndefined();
  });

  it('hold every engine against the quicker peer, prompt by prompt', () => {
    expect(betterPeer(engines).name).toBe('quick');
    expect(rowsOf(engines).map(({ overPeer }) => overPeer)).toEqual([0.75, 1.25, 0.25, 1]);
    expect(rowsOf(engines)[0]?.decode).toEqual({ median: 75, min: 50, max: 100 });
  });

  it('need a peer', () => {
    expect(() => betterPeer(engines.slice(0, 2))).toThrow('no peer');
  });

  it('leave out a turn that one of the two has no rate for', () => {
    const [plain, , , quick] = engines as [EngineRuns, EngineRuns, EngineRuns, EngineRuns];
    const short = { ...quick, runs: quick.runs.slice(0, 1) };
    expect(rowsOf([plain, short])[0]?.overPeer).toBe(1);
  });

  it('meet or miss the bars', () => {
    expect(speedBars(rowsOf(engines)).map(({ value, isMet }) => [value, isMet])).toEqual([
      [1.25, false],
      [0.75, false],
    ]);
    const better = [...engines, engine('ours, f32, adaptive', 'adaptive', [50, 50])];
    expect(speedBars(rowsOf(better))[0]).toMatchObject({ value: 2, isMet: true });
  });
});

describe('texts of a page beside those of Node', () => {
  it('differ at the first other token, or where one ends', () => {
    expect(firstDifference([1, 2, 3], [1, 2, 3])).toBeUndefined();
    expect(firstDifference([1, 2, 3], [1, 4, 3])).toBe(1);
    expect(firstDifference([1, 2], [1, 2, 3])).toBe(2);
  });

  it('may differ where the two likeliest tokens are close', () => {
    expect(topTwoMargin([1, 5, 4.5, 2])).toBe(0.5);
    expect(topTwoMargin([3, 3])).toBe(0);
    expect(agreementBar('int8', [{ margin: 0.05 }]).isMet).toBe(true);
    expect(agreementBar('f32', [{ margin: 0.05 }]).isMet).toBe(false);
    expect(agreementBar('f32', [])).toMatchObject({ value: 0, isMet: true });
  });
});

describe('the export for transformers.js', () => {
  const config = {
    ...{ architecture: 'llama', vocab: 32, hidden: 16, intermediate: 32, layers: 2, heads: 4, kvHeads: 2, headDim: 4 },
    ...{ contextLength: 8, normEpsilon: 1e-5, hasTiedHead: true, hasAttentionBias: false, hasQueryKeyNorm: false },
    ...{ rope: { base: 10_000, rotaryDim: 4, scaling: { kind: 'none' } as const }, slidingWindow: undefined },
  };

  it('has the inputs and outputs that it looks for', () => {
    const { graph } = buildCachedDecoder({ config, tensors: new Map() }, 'int8');
    const [ids, ...inputs] = graph.inputs.map(
      ({ node, shape }) => `${node.kind === 'input' ? node.name : ''} ${shape}`,
    );
    expect([ids, ...inputs.slice(0, 4)]).toEqual([
      'input_ids 1,seq',
      'attention_mask 1,past+seq',
      'position_ids 1,seq',
      'past_key_values.0.key 1,2,past,4',
      'past_key_values.0.value 1,2,past,4',
    ]);
    expect(graph.outputs.map(({ name }) => name)).toEqual([
      'logits',
      ...[0, 1].flatMap((layer) => [`present.${layer}.key`, `present.${layer}.value`]),
    ]);
    expect(graph.outputs[0]?.value.shape).toEqual([1, 1, 32]);
  });

  it('refuses what it does not know', () => {
    const biased = { ...config, hasAttentionBias: true };
    expect(() => buildCachedDecoder({ config: biased, tensors: new Map() }, 'f32')).toThrow('no biases');
  });

  it('lists control tokens apart from the rest of the vocabulary', () => {
    const file = tokenizerJson({ model: 'gpt2', tokens: ['<|end|>', 'a', 'b'], tokenTypes: [3, 1, 1], merges: [] });
    expect(file).toMatchObject({
      added_tokens: [{ id: 0, content: '<|end|>', special: true }],
      model: { vocab: { b: 2 } },
    });
  });
});
