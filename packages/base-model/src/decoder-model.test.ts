import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import { seededRandom, testCausalModel } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import { goldenBase, goldenConfig, goldenTensors, hasShared, sharedMissing } from './test/jax-model.ts';
import { plainModel } from './test/plain-weights.ts';

const backends = { node: () => nodeBackend({ threads: 2 }), reference: async () => referenceBackend() } as const;

/** Sizes that no block of weights divides, one head for each key head, and a window. */
const config = { ...goldenConfig, kvHeads: 4, slidingWindow: 70, contextLength: 160 };

function seededTensors(): ReadonlyMap<string, Float32Array> {
  const random = seededRandom(31);
  const [hidden, intermediate] = [config.hidden, config.intermediate];
  const sizes: Record<string, number> = {
    'model.embed_tokens.weight': config.vocab * hidden,
    'model.norm.weight': hidden,
  };
  for (let layer = 0; layer < config.layers; layer += 1) {
    for (const name of ['input_layernorm', 'post_attention_layernorm'])
      sizes[`model.layers.${layer}.${name}.weight`] = hidden;
    for (const name of ['q', 'k', 'v', 'o'])
      sizes[`model.layers.${layer}.self_attn.${name}_proj.weight`] = hidden * hidden;
    for (const name of ['gate', 'up', 'down'])
      sizes[`model.layers.${layer}.mlp.${name}_proj.weight`] = hidden * intermediate;
  }
  return new Map(Object.entries(sizes).map(([name, size]) => [name, random.floats(size).map((value) => value / 2)]));
}

for (const [name, createBackend] of Object.entries(backends)) {
  testCausalModel(`DecoderModel on ${name}`, async () => {
    const backend = await createBackend();
    const fixture = await plainModel({ backend, config, tensors: seededTensors(), tappedLayers: [1] });
    return { ...fixture, [Symbol.dispose]: () => backend[Symbol.dispose]() };
  });
}

describe('a two-layer base that JAX ran in double precision', () => {
  it.for(Object.entries(backends))(
    'has the same logits and hidden states on %s',
    async ([, createBackend], { skip }) => {
      skip(!hasShared, sharedMissing);
      const golden = goldenBase();
      using backend = await createBackend();
      const { model, createState } = await plainModel({
        backend,
        config: goldenConfig,
        tensors: goldenTensors(golden),
        tappedLayers: [0, 1],
      });
      using state = createState();
      const { logits } = await model.forward(state, golden.tokens.data.slice(0, 6), { logitsRows: 6 });
      const rows = Array.from({ length: 6 }, (_, row) => [...logits.row(row)]).flat();
      for (const [at, expected] of golden.logits.data.entries())
        expect(Math.abs((rows[at] as number) - expected)).toBeLessThan(5e-5);
      for (const [layer, { data }] of golden.hiddenStates.entries()) {
        const got = await state.read(`base.${layer}.hidden`, 0, 6);
        for (const [at, expected] of data.entries())
          expect(Math.abs(Number(got.data[at]) - expected)).toBeLessThan(5e-5);
      }
    },
  );
});
