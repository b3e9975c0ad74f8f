import { testCausalModel } from '@recyclegpt/testing';
import { modelFixture } from './test/model-fixture.ts';
import { randomWeights, smallConfig } from './test/random-weights.ts';

/** No size is a multiple of a block of weights, so that 4-bit precisions fall back to 8 bits. */
const oddSizes = {
  ...smallConfig,
  hidden: 40,
  intermediate: 56,
  heads: 5,
  kvHeads: 1,
  headDim: 8,
  rope: { ...smallConfig.rope, rotaryDim: 8 },
};

/** As many key heads as heads: a lone row is then a lone row in attention too. */
const groupsOfOne = { ...smallConfig, kvHeads: 4, slidingWindow: 70 };

for (const backend of ['node', 'reference'] as const) {
  for (const precision of ['f32', 'int8', 'int4', 'int4-fast'] as const) {
    testCausalModel(`${precision} on ${backend}`, () => modelFixture({ backend, precision, tappedLayers: [0, 1] }));
  }
  for (const precision of ['f32', 'int4'] as const) {
    testCausalModel(`${precision} on ${backend}, one head a key head`, () =>
      modelFixture({ backend, precision, weights: randomWeights(groupsOfOne) }),
    );
    testCausalModel(`${precision} on ${backend}, odd sizes`, () =>
      modelFixture({ backend, precision, weights: randomWeights(oddSizes) }),
    );
  }
}
