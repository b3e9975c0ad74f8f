import type { MutableState } from '@recyclegpt/spec';
import { bitsOf, seededRandom } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import type { LanguageModel } from './language-model.ts';
import { languageModel } from './test/model-fixture.ts';
import { randomWeights, smallConfig } from './test/random-weights.ts';

const config = {
  ...smallConfig,
  hidden: 32,
  intermediate: 32,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  rope: { ...smallConfig.rope, rotaryDim: 8 },
};

async function rowsIn(model: LanguageModel, state: MutableState): Promise<readonly Uint8Array[]> {
  const rows = state.rowsOf('base');
  return await Promise.all(
    model.causalModel.slots.map(async ({ name }) => bitsOf((await state.read(name, 0, rows)).data)),
  );
}

/** A fresh state fed the text's first tokens. */
async function freshRows(model: LanguageModel, tokens: readonly number[]): Promise<readonly Uint8Array[]> {
  using state = model.createState();
  if (tokens.length > 0) await model.causalModel.forward(state, tokens);
  return await rowsIn(model, state);
}

const aborted = AbortSignal.abort();

/** What may be done to a state; each leaves the rows of a prefix of its tokens. */
const operations: readonly ((
  model: LanguageModel,
  state: MutableState,
  random: ReturnType<typeof seededRandom>,
) => Promise<MutableState>)[] = [
  async ({ causalModel }, state, random) => {
    const ids = Array.from({ length: 1 + random.below(9) }, () => random.below(config.vocab));
    state.commit(ids);
    await causalModel.forward(state, state.tokens.slice(state.rowsOf('base')));
    return state;
  },
  async ({ causalModel }, state, random) => {
    const bad = [...new Array<number>(random.below(70)).fill(1), config.vocab];
    await expect(causalModel.forward(state, bad)).rejects.toThrow(/vocabulary/);
    await expect(causalModel.forward(state, [1, 2], { signal: aborted })).rejects.toBe(aborted.reason);
    return state;
  },
  async (_, state, random) => {
    state.rewindTo(random.below(state.tokens.length + 1));
    return state;
  },
  async ({ causalModel }, state) => {
    const settled = state.rowsOf('base');
    await causalModel.forward(state, [3, 1, 2]);
    state.truncate('base', settled);
    return state;
  },
  async (_, state) => {
    const fork = state.fork();
    state.dispose();
    return fork;
  },
  async (model, state) => {
    const loaded = model.restoreState(await state.save());
    state.dispose();
    return loaded;
  },
];

describe('a state over a model', () => {
  it.each(['node', 'reference'] as const)(
    '[ST2] holds the rows of its tokens whatever was done before, on %s',
    async (backend) => {
      using model = await languageModel({ backend, weights: randomWeights(config, 3), tappedLayers: [0] });
      const random = seededRandom(77);
      let state = model.createState();
      for (let done = 0; done < 240; done += 1) {
        const choice = random.below(10);
        const operation = operations[choice < 5 ? 0 : choice - 4] as (typeof operations)[number];
        if (choice >= 5 || state.tokens.length < 240) state = await operation(model, state, random);
        if (done % 6 === 0)
          expect(await rowsIn(model, state)).toEqual(
            await freshRows(model, state.tokens.slice(0, state.rowsOf('base'))),
          );
      }
      state.dispose();
    },
  );
});
