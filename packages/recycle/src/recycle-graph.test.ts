import { ConfigError, type GraphProfile, type Precision } from '@recyclegpt/spec';
import { simplify, toOnnx } from '@recyclegpt/tensor';
import { describe, expect, it } from 'vitest';
import type { RecycleConfig } from './recycle-config.ts';
import { buildRecycleModule } from './recycle-graph.ts';
import { recycleParameters, recycleTensorShapes } from './recycle-tensor-shapes.ts';
import { smallConfig } from './test/plain-module.ts';

const profile: GraphProfile = { opset: 21, precisions: ['f32', 'int8', 'int4'], int8Weights: 'uint8' };

function build(changes: Partial<RecycleConfig> = {}, { precision = 'f32' as Precision, hasTiedHead = true } = {}) {
  const config = { ...smallConfig, ...changes };
  return buildRecycleModule({ config, precision, profile, formatOf: () => 'F32', base: { hasTiedHead } });
}

/** Tensors that the graphs are made from. */
function tensorsOf({ entry, module }: ReturnType<typeof build>): readonly string[] {
  const plans = entry === undefined ? [module.plan] : [entry.plan, module.plan];
  return plans.flatMap(({ recipes }) => [...recipes.values()].flatMap(({ tensors }) => tensors));
}

const shapes: readonly (readonly [string, Partial<RecycleConfig>])[] = [
  ['the default', {}],
  ['joined, three layers', { entry: 'joined', layers: 3 }],
  ['without fusion', { fusion: 'none', tappedLayers: [5] }],
  ['raw feedback, sliced head', { feedback: 'raw', head: 'sliced' }],
  ['a shared head', { head: 'shared', draftVocab: 60 }],
];

describe('a module as graphs', () => {
  it.each(shapes)('is made of the tensors that its config names and of the base’s: %s', (_, changes) => {
    const config = { ...smallConfig, ...changes };
    const own = [...recycleTensorShapes(config)].map(({ name }) => name);
    const used = new Set(tensorsOf(build(changes)));
    const head = config.head === 'sliced' ? ['recycle.head.weight'] : [];
    expect([...used].sort()).toEqual([...own, ...head, 'model.embed_tokens.weight'].sort());
  });

  it.each(['f32', 'int8', 'int4'] as const)(
    'is emitted in %s with slots that name their inputs and outputs',
    (precision) => {
      const { module, entry } = build({ layers: 2, intermediate: 64 }, { precision });
      const inputs = module.graph.inputs.map(({ node }) => (node.kind === 'input' ? node.name : ''));
      const outputs = module.graph.outputs.map(({ name }) => name);
      expect(module.graph.slots.map(({ slot }) => [slot.name, slot.owner, slot.width])).toEqual(
        ['0.key', '0.value', '1.key', '1.value'].map((name) => [`recycle.${name}`, 'recycle', 16]),
      );
      for (const { pastInput, tailInput, rowsOutput } of module.graph.slots) {
        expect(inputs).toEqual(expect.arrayContaining([pastInput, tailInput]));
        expect(outputs).toContain(rowsOutput);
      }
      for (const planned of [module, entry])
        expect(toOnnx(simplify(planned?.graph ?? module.graph)).bytes.length).toBeGreaterThan(500);
      const encodings = new Set([...module.plan.recipes.values()].map(({ encoding }) => encoding));
      expect(encodings).toEqual(new Set({ f32: ['f32'], int8: ['f32', 'uint8'], int4: ['f32', 'int4'] }[precision]));
    },
  );

  it('takes a base’s own head where that is no table', () => {
    const used = tensorsOf(build({ head: 'shared', draftVocab: 60 }, { hasTiedHead: false }));
    expect(used).toContain('lm_head.weight');
  });

  it('refuses a precision that the backend lacks, by name', () => {
    expect(() => build({}, { precision: 'int4-fast' })).toThrow(ConfigError);
    expect(() => build({}, { precision: 'int4-fast' })).toThrow(/precision.*int4-fast/);
  });
});

it('parameters are those that a module adds', () => {
  const [own, shared] = [recycleParameters(smallConfig), recycleParameters({ ...smallConfig, head: 'shared' })];
  expect(own - shared).toBe(24 * 32);
  // SmolLM2's default: fusion, one layer with doubled projections, norms, a head on 8,192 tokens.
  const smollm2 = { ...smallConfig, tappedLayers: [6, 14, 22, 29], hidden: 576, heads: 9, kvHeads: 3, headDim: 64 };
  const norms = (4 + 2 + 1 + 1) * 576;
  const projections = (9 + 2 * 3) * 64 * 2 * 576 + 576 * 576;
  expect(recycleParameters({ ...smollm2, intermediate: 1536, draftVocab: 8192 })).toBe(
    4 * 576 * 576 + norms + projections + 3 * 576 * 1536 + 8192 * 576,
  );
});
