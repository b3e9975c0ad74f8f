import { defineScheduler, maximal, trustAll, verified } from '@recyclegpt/schedulers';
import { ConfigError, DecodingError, type Drafter, type MutableState, type Scheduler } from '@recyclegpt/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GenerateOptions, Prompt } from './generate-options.ts';
import type { LanguageModel } from './language-model.ts';
import type { BackendObserver } from './test/observed-backend.ts';
import { tinyConfig } from './test/random-weights.ts';
import { tinyModel } from './test/tiny-model.ts';

let model: LanguageModel;
let observer: BackendObserver;
beforeAll(async () => {
  ({ model, observer } = await tinyModel({ hasRecycle: true }));
});
afterAll(() => {
  model.dispose();
  expect(observer.liveStores).toBe(0);
});

const prompt = { tokenIds: Array.from({ length: 30 }, (_, i) => (i * 11 + 3) % tinyConfig.vocab) };
const settings = { maxTokens: 12, stopTokens: [], temperature: 0.9, seed: 3 };
const draftOf = (...tokens: number[]) => ({ tokens, origins: tokens.map(() => 'mine') });

/** A conversation that has gone on for a while. */
async function conversation(): Promise<MutableState> {
  const state = model.createState();
  await model.generate(prompt, { ...settings, state }).result;
  return state;
}

/** Expects that a state goes on as one does that was fed its tokens afresh. */
async function expectAlive(state: MutableState): Promise<void> {
  expect(state.rowsOf('base')).toBeLessThanOrEqual(state.tokens.length);
  using fresh = model.createState();
  const plain = { ...settings, scheduler: 'autoregressive' };
  const expected = await model.generate({ tokenIds: state.tokens }, { ...plain, state: fresh }).result;
  const got = await model.generate({ tokenIds: [] }, { ...settings, state }).result;
  expect(got.tokenIds).toEqual(expected.tokenIds);
}

const nonsense: Readonly<Record<string, Scheduler>> = {
  'no check': async () => undefined as never,
  'the round before': async ({ last }) => last as never,
  'a round of its own making': async (round) => ({ ...(await round.check(draftOf())) }),
  'tokens outside of the vocabulary': ({ check }) => check(draftOf(tinyConfig.vocab)),
  'tokens that are none': ({ trust }) => trust(draftOf(-1)),
  'two checks': async ({ check }) => {
    await check(draftOf());
    return check(draftOf());
  },
  'drafts for ever': async ({ draft }) => {
    for (;;) await draft(1);
  },
  'an error': async () => {
    throw new DecodingError({ what: 'This scheduler has given up' });
  },
  'a rule of nonsense': ({ check }) => check(draftOf(1), { name: 'odd', keeps: 'nothing', decide: () => 1e9 }),
};

/** Those of the nonsense that break the rules of a round: their errors name the scheduler. */
const againstTheRounds = ['no check', 'the round before', 'a round of its own making', 'two checks', 'drafts for ever'];

describe('a running conversation survives', () => {
  it.each(Object.entries(nonsense))('a scheduler that returns %s', async (name, scheduler) => {
    using state = await conversation();
    const before = state.tokens.length;
    const broken = model.generate(
      { tokenIds: [1, 2] },
      { ...settings, state, scheduler: defineScheduler(name, scheduler) },
    );
    await expect(broken.result).rejects.toThrow(DecodingError);
    if (againstTheRounds.includes(name)) await expect(broken.result).rejects.toThrow(`scheduler ${name}`);
    // The prompt's own pass has written a token, the first check of two has; nothing else is left.
    expect(state.tokens.length).toBeLessThanOrEqual(before + 4);
    await expectAlive(state);
  });

  it('[SC6] a scheduler that waits for ever, left by its signal', async () => {
    using state = await conversation();
    const controller = new AbortController();
    const scheduler = defineScheduler('waiting', () => {
      controller.abort();
      return new Promise(() => undefined);
    });
    const { signal } = controller;
    const { finishReason } = await model.generate({ tokenIds: [1] }, { ...settings, state, scheduler, signal }).result;
    expect(finishReason).toBe('aborted');
    await expectAlive(state);
  });

  it('[SC4] a drafter that changes what is not its own', async () => {
    const vandals: readonly ((state: MutableState) => void)[] = [
      (state) => state.commit([1]),
      (state) => state.truncate('base', 3),
      (state) => state.rewindTo(5),
    ];
    for (const act of vandals) {
      using state = await conversation();
      const draft: Drafter['draft'] = async (context) => {
        act(context.state as MutableState);
        return draftOf();
      };
      const drafters = [{ name: 'vandal', draft }];
      const broken = model.generate({ tokenIds: [1, 2] }, { ...settings, state, scheduler: 'verified', drafters });
      await expect(broken.result).rejects.toThrow(/changed while a generation used it/);
      state.rewindTo(Math.min(5, state.tokens.length));
      await expectAlive(state);
    }
  });

  it('[ST1] a backend that fails, in the prompt or later', async () => {
    for (const runs of [0, 1, 4]) {
      using state = await conversation();
      observer.failAfter(runs);
      const broken = model.generate({ tokenIds: [1, 2, 3] }, { ...settings, state, scheduler: 'autoregressive' });
      await expect(broken.result).rejects.toThrow('no power');
      observer.spare();
      await expectAlive(state);
    }
  });
});

describe('settings that contradict each other are refused by name, before anything is written', () => {
  const twice: Drafter = { name: 'mine', draft: async () => draftOf() };
  it.each<[string, GenerateOptions, Prompt?]>([
    ['topK', { temperature: 0, topK: 5 }],
    ['penaltyWindow', { penaltyWindow: 8 }],
    ['logitBias', { logitBias: Object.fromEntries(Array.from({ length: 96 }, (_, id) => [id, -Infinity])) }],
    ['acceptance', { scheduler: verified({ acceptance: maximal }), acceptance: trustAll }],
    ['acceptance', { scheduler: 'autoregressive', acceptance: trustAll }],
    ['drafters', { scheduler: 'autoregressive', drafters: [twice] }],
    ['drafters', { drafters: [twice, twice] }],
    ['drafters', { scheduler: 'alternating', drafters: [twice] }],
    ['maxTokens', { maxTokens: 0 }],
    ['stopStrings', { stop: [''] }],
    ['stopTokens', { stopTokens: [tinyConfig.vocab] }],
    ['promptTokens', {}, { tokenIds: [tinyConfig.vocab] }],
    ['scheduler', { scheduler: 'quick' }],
    ['speed', { speed: 3 } as GenerateOptions],
  ])('%s', async (name, options, asked = { tokenIds: [1] }) => {
    using state = await conversation();
    const before = [...state.tokens];
    const { temperature: _, ...rest } = settings;
    const write = async () => await model.generate(asked, { ...rest, ...options, state }).result;
    await expect(write()).rejects.toThrow(ConfigError);
    await expect(write()).rejects.toThrow(`(${name})`);
    expect([...state.tokens]).toEqual(before);
    await expectAlive(state);
  });
});
