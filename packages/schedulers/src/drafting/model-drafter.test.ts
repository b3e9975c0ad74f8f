import { ConfigError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { maximal } from '../acceptance/maximal.ts';
import { createSampler } from '../sampling/sampler.ts';
import { adaptive } from '../scheduling/adaptive.ts';
import { verified } from '../scheduling/verified.ts';
import { MemoryState } from '../test/memory-state.ts';
import { essence, run, toyPrompt } from '../test/run.ts';
import { createToyModel, type ToyModel, toyVocab } from '../test/toy-model.ts';
import { modelDrafter } from './model-drafter.ts';

const tokenizer = { fingerprint: 'toy', vocabSize: toyVocab };
const vocabulary = { own: { vocab: toyVocab, tokenizer }, base: { vocab: toyVocab, tokenizer } };

function drafterOf(model: ToyModel, states: MemoryState[] = []) {
  const createState = (): MemoryState => {
    states.push(new MemoryState());
    return states.at(-1)!;
  };
  return modelDrafter({ model, createState, vocabulary });
}

describe('a draft model', () => {
  it.each([0, 0.8])('[SC1] that is the base drafts what the base writes, at temperature %d', async (temperature) => {
    const sampler = createSampler({ temperature, seed: 4 }, toyVocab);
    const plain = await run({ sampler });
    const drafted = await run({ sampler, scheduler: verified({ length: 3 }), drafters: [drafterOf(createToyModel())] });
    expect(essence(drafted)).toEqual(essence(plain));
    expect(drafted.result.stats.acceptanceByPosition).toEqual([1, 1, 1]);
  });

  it('[SC1] that differs from the base costs acceptance, not text, and catches up on what was written', async () => {
    const sampler = createSampler({ temperature: 1, seed: 2 }, toyVocab);
    const plain = await run({ sampler, maxTokens: 120 });
    const model = createToyModel({ minExactRows: 2 });
    const states: MemoryState[] = [];
    const drafter = drafterOf(model, states);
    const drafted = await run({ sampler, scheduler: verified({ length: 3 }), drafters: [drafter], maxTokens: 120 });
    expect(essence(drafted)).toEqual(essence(plain));
    const { accepted, drafted: count } = drafted.result.stats;
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(count);
    expect(states).toHaveLength(1);
    // The prompt is one pass; after it, a draft feeds what was refused anew and what the base wrote, no more.
    expect(Math.max(...model.passes.slice(1))).toBeLessThanOrEqual(3);
    drafter[Symbol.dispose]();
    expect(states[0]!.tokens).toEqual([]);
  });

  it('[SC5] serves other texts in between, also at the same time', async () => {
    const drafter = drafterOf(createToyModel());
    const plain = await run();
    const options = { scheduler: adaptive(), drafters: [drafter] };
    const both = await Promise.all([run(options), run({ ...options, promptTokens: [7, 7, 7] })]);
    expect(essence(both[0])).toEqual(essence(plain));
    expect(essence(await run(options))).toEqual(essence(plain));
  });

  it('gives distributions where the rule wants them, and only there', async () => {
    const sampler = createSampler({ temperature: 1, seed: 2 }, toyVocab);
    const drafter = drafterOf(createToyModel());
    const seen: boolean[] = [];
    const spy = {
      ...drafter,
      name: 'spy',
      draft: async (...request: Parameters<typeof drafter.draft>) => {
        const draft = await drafter.draft(...request);
        seen.push(draft.distributions !== undefined);
        return draft;
      },
    };
    await run({ sampler, scheduler: verified({ acceptance: maximal }), drafters: [spy] });
    expect(new Set(seen)).toEqual(new Set([true]));
    seen.length = 0;
    await run({ sampler, scheduler: verified(), drafters: [spy] });
    await run({ scheduler: verified(), acceptance: maximal, drafters: [spy] });
    expect(new Set(seen)).toEqual(new Set([false]));
  });

  it('drafts what both models know where the base gives more logits', async () => {
    const narrow = createToyModel();
    const wide = { ...vocabulary, own: { vocab: toyVocab + 8, tokenizer: { ...tokenizer, vocabSize: toyVocab } } };
    const padded = {
      ...narrow,
      vocab: toyVocab + 8,
      forward: async (...request: Parameters<typeof narrow.forward>) => {
        const result = await narrow.forward(...request);
        const row = (index: number): Float32Array => {
          const logits = new Float32Array(toyVocab + 8).fill(100);
          logits.set(result.logits.row(index));
          return logits;
        };
        return { ...result, logits: { ...result.logits, vocab: toyVocab + 8, row } };
      },
    };
    const drafter = modelDrafter({ model: padded, createState: () => new MemoryState(), vocabulary: wide });
    const { result } = await run({ scheduler: verified({ length: 2 }), drafters: [drafter] });
    expect(result.stats.acceptanceByPosition).toEqual([1, 1]);
  });

  it('near the end of its context drafts less, then nothing', async () => {
    const drafter = drafterOf(createToyModel({ contextLength: 20 }));
    const { rounds } = await run({ scheduler: verified({ length: 6 }), drafters: [drafter] });
    expect(rounds.every(({ reason }) => !reason.includes('failed'))).toBe(true);
    const drafts = rounds.filter(({ start }) => start > toyPrompt.length).map(({ drafted }) => drafted.length);
    expect(drafts.at(-1)).toBe(0);
  });

  it('of another vocabulary is refused by name', () => {
    const other = { vocab: toyVocab, tokenizer: { fingerprint: 'other', vocabSize: toyVocab } };
    const make = () =>
      modelDrafter({
        model: createToyModel(),
        createState: () => new MemoryState(),
        vocabulary: { ...vocabulary, own: other },
      });
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(/draft-model.*other/s);
  });
});
