import { fixedSuccessors, verified } from '@recyclegpt/schedulers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LanguageModel, type ModelNotes } from './language-model.ts';
import { tinyConfig } from './test/random-weights.ts';
import { tinyModel } from './test/tiny-model.ts';

let tiny: LanguageModel;
beforeAll(async () => {
  ({ model: tiny } = await tinyModel({ prefixCacheBytes: 0 }));
});
afterAll(() => tiny.dispose());

/** The tiny model anew, without experience, and with notes that outlive it. */
function modelWith(notes?: ModelNotes): LanguageModel {
  const states = {
    fingerprint: tiny.causalModel.fingerprint,
    create: () => tiny.createState(),
    restore: (bytes: Uint8Array) => tiny.restoreState(bytes),
  };
  const { facts, causalModel: model, tokenizer } = tiny;
  return new LanguageModel({ facts, model, states, tokenizer, chatTemplate: undefined, notes, resources: [] });
}

function notesIn(facts: Map<string, unknown>): ModelNotes {
  return {
    read: async (name) => facts.get(name),
    note: async (name, value) => void facts.set(name, JSON.parse(JSON.stringify(value))),
  };
}

const prompt = { tokenIds: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7] };
const options = { maxTokens: 60, stopTokens: [] };

describe('what generations learn from each other', () => {
  it('[SC5] changes how a text is drafted, not which text is written', async () => {
    const model = modelWith();
    const plain = await model.generate(prompt, { ...options, scheduler: 'autoregressive' }).result;
    const scheduler = verified({ length: 3 });
    const first = await model.generate(prompt, { ...options, scheduler }).result;
    const again = await model.generate(prompt, { ...options, scheduler }).result;
    for (const each of [first, again]) expect(each.tokenIds).toEqual(plain.tokenIds);
    // The successors of the first text are drafted in the second.
    expect(again.stats.basePasses).toBeLessThan(first.stats.basePasses);
    const [adaptive] = [await model.generate(prompt, options).result];
    expect(adaptive.tokenIds).toEqual(plain.tokenIds);
    expect(model.createDrafters().map(({ name }) => name)).toEqual(['lookup', 'successors']);
  });

  it('successors that the model was asked for are drafted where nothing was learned, and found at the next start', async () => {
    const facts = new Map<string, unknown>();
    const model = modelWith(notesIn(facts));
    const progress: number[] = [];
    const tokenIds = Array.from({ length: tinyConfig.vocab - 6 }, (_, id) => id);
    const onProgress = (done: number): void => void progress.push(done);
    expect(await model.learnSuccessors({ tokenIds, onProgress })).toBe(tinyConfig.vocab - 6);
    expect(progress.at(-1)).toBe(tinyConfig.vocab - 6);
    expect(await model.learnSuccessors()).toBe(tinyConfig.vocab);
    const cold = await modelWith().generate(prompt, { ...options, scheduler: verified() }).result;
    for (const each of [model, modelWith(notesIn(facts))]) {
      const taught = await each.generate(prompt, { ...options, scheduler: verified() }).result;
      expect(taught.tokenIds).toEqual(cold.tokenIds);
      expect(taught.stats.drafted).toBeGreaterThan(cold.stats.drafted);
    }
    const table = new Int32Array(tinyConfig.vocab).fill(-1);
    const noted = facts.get('likeliest successors') as readonly number[];
    for (let i = 0; i < noted.length; i += 2) table[noted[i] as number] = noted[i + 1] as number;
    const alone = { ...options, scheduler: verified(), drafters: [fixedSuccessors({ table })] };
    expect((await modelWith().generate(prompt, alone).result).tokenIds).toEqual(cold.tokenIds);
  });

  it.each([[[1]], [{ 1: 2 }], [[1, 2, 3, 96]], ['successors']])(
    'damaged notes are as good as none: %j',
    async (note) => {
      const facts = new Map<string, unknown>([['likeliest successors', note]]);
      const written = await modelWith(notesIn(facts)).generate(prompt, { ...options, maxTokens: 5 }).result;
      expect(written.tokenIds).toHaveLength(5);
    },
  );
});
