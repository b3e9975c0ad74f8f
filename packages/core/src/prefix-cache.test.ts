import { ConfigError, type MutableState, type StateSlot } from '@recyclegpt/spec';
import { createStateFactory, HostRows } from '@recyclegpt/state';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LanguageModel } from './language-model.ts';
import { PrefixCache } from './prefix-cache.ts';
import type { BackendObserver } from './test/observed-backend.ts';
import { tinyConfig } from './test/random-weights.ts';
import { tinyModel } from './test/tiny-model.ts';

const slots: readonly StateSlot[] = [
  { name: 'key', kind: 'key', owner: 'base', width: 4, dtype: 'float32' },
  { name: 'hidden', kind: 'hidden', owner: 'base', width: 2, dtype: 'float32' },
];
const bytesPerRow = 24;
const factory = createStateFactory({
  backend: { createSlots: (...sizes) => new HostRows(...sizes) },
  slots,
  fingerprint: 'test',
  maxRows: 1000,
});

/** A state of a text whose rows tell their tokens, one token pending. */
function stateOf(tokens: readonly number[]): MutableState {
  const state = factory.create();
  state.commit([...tokens, 0]);
  const { store } = state.targetFor('base', tokens.length);
  for (const { name, width } of slots) {
    const data = Float32Array.from({ length: tokens.length * width }, (_, i) => tokens[Math.floor(i / width)] ?? 0);
    store.write(name, 0, { dtype: 'float32', shape: [tokens.length, width], data });
  }
  state.advance('base', tokens.length);
  return state;
}

const numbers = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => from + i);

async function expectFork(fork: MutableState | undefined, tokens: readonly number[]): Promise<void> {
  expect([...(fork?.tokens ?? [])]).toEqual(tokens);
  const rows = await fork?.read('key', 0, tokens.length);
  expect([...(rows?.data ?? [])]).toEqual(tokens.flatMap((token) => [token, token, token, token]));
}

describe('a cache of prefixes', () => {
  it('gives a fork of the longest beginning that is known, hidden states included', async () => {
    using cache = new PrefixCache({ maxBytes: 1e6, owner: 'base' });
    cache.keep(stateOf(numbers(0, 20)));
    cache.keep(stateOf([...numbers(0, 12), ...numbers(500, 20)]));
    await expectFork(cache.fork([...numbers(0, 15), 7]), numbers(0, 15));
    await expectFork(cache.fork([...numbers(0, 12), ...numbers(500, 9), 1]), [...numbers(0, 12), ...numbers(500, 9)]);
    await expectFork(cache.fork(numbers(0, 50)), numbers(0, 20));
    expect(cache.fork(numbers(1, 20))).toBeUndefined();
    expect(cache.fork(numbers(0, 5))).toBeUndefined();
    const hidden = await cache.fork(numbers(0, 9))?.read('hidden', 8, 1);
    expect([...(hidden?.data ?? [])]).toEqual([8, 8]);
  });

  it('[ST5] shares no rows: forks and their originals may go on or be gone', async () => {
    using cache = new PrefixCache({ maxBytes: 1e6, owner: 'base' });
    const original = stateOf(numbers(0, 20));
    cache.keep(original);
    const fork = cache.fork(numbers(0, 20)) as MutableState;
    for (const state of [original, fork]) {
      state.rewindTo(3);
      const { store } = state.targetFor('base', 17);
      store.write('key', 3, { dtype: 'float32', shape: [17, 4], data: new Float32Array(68).fill(99) });
      state.dispose();
    }
    await expectFork(cache.fork(numbers(0, 20)), numbers(0, 20));
  });

  it('holds no text twice, and no more bytes than it may; the least recently used go first', () => {
    const texts = [numbers(0, 20), numbers(100, 20), numbers(200, 20)];
    using cache = new PrefixCache({ maxBytes: 2 * 20 * bytesPerRow, owner: 'base' });
    const isKnown = (index: number): boolean => cache.fork(texts[index] ?? [])?.tokens.length === 20;
    cache.keep(stateOf(texts[0] ?? []));
    cache.keep(stateOf(texts[0] ?? []));
    cache.keep(stateOf((texts[0] ?? []).slice(0, 10)));
    expect(cache.sizeBytes).toBe(20 * bytesPerRow);
    cache.keep(stateOf(texts[1] ?? []));
    expect(isKnown(0)).toBe(true);
    cache.keep(stateOf(texts[2] ?? []));
    expect([isKnown(0), isKnown(1), isKnown(2)]).toEqual([true, false, true]);
    expect(cache.sizeBytes).toBe(2 * 20 * bytesPerRow);
    cache.keep(stateOf(numbers(300, 41)));
    expect([isKnown(0), isKnown(2)]).toEqual([true, true]);
    cache.keep(stateOf(numbers(0, 40)));
    expect(cache.sizeBytes).toBe(40 * bytesPerRow);
  });

  it('keeps tokens that have rows only', async () => {
    using cache = new PrefixCache({ maxBytes: 1e6, owner: 'base' });
    const state = stateOf(numbers(0, 12));
    state.commit(numbers(50, 30));
    cache.keep(state);
    await expectFork(cache.fork(state.tokens), numbers(0, 12));
  });

  it('of size 0, or off, keeps nothing; a size that is none is refused by name', () => {
    for (const options of [{ maxBytes: 0 }, { maxBytes: 1e9, isOff: true }]) {
      using cache = new PrefixCache({ owner: 'base', ...options });
      cache.keep(stateOf(numbers(0, 30)));
      expect(cache.sizeBytes).toBe(0);
    }
    for (const maxBytes of [-1, Number.NaN]) {
      expect(() => new PrefixCache({ maxBytes, owner: 'base' })).toThrow(ConfigError);
      expect(() => new PrefixCache({ maxBytes, owner: 'base' })).toThrow('(prefixCacheBytes)');
    }
  });
});

describe('generations of a model', () => {
  let model: LanguageModel;
  let observer: BackendObserver;
  let cold: LanguageModel;
  beforeAll(async () => {
    ({ model, observer } = await tinyModel({ hasRecycle: true }));
    ({ model: cold } = await tinyModel({ hasRecycle: true, prefixCacheBytes: 0 }));
  });
  afterAll(() => {
    model.dispose();
    cold.dispose();
  });
  const tokensOf = (seed: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => (i * i * 31 + seed * 17 + i) % tinyConfig.vocab);
  const options = { maxTokens: 12, temperature: 0.8, seed: 5, stopTokens: [] };

  it('[SC5] go on from what was computed, and write the same text', async () => {
    const prompt = tokensOf(1, 70);
    const first = await model.generate({ tokenIds: prompt }, options).result;
    expect(first.stats).toMatchObject({ promptTokens: 70, reusedTokens: 0 });
    const longer = [...prompt, ...first.tokenIds.slice(0, 8), ...tokensOf(2, 6)];
    for (const [tokenIds, reused] of [
      [prompt, 69],
      [longer, 78],
      [[...prompt.slice(0, 33), 1, 2, 3], 33],
    ] as const) {
      const warm = await model.generate({ tokenIds }, options).result;
      const fresh = await cold.generate({ tokenIds }, options).result;
      expect(warm.tokenIds).toEqual(fresh.tokenIds);
      expect(warm.stats).toMatchObject({ promptTokens: tokenIds.length, reusedTokens: reused });
      expect(fresh.stats.reusedTokens).toBe(0);
    }
  });

  it('a prompt that is known costs one pass before its first token', async () => {
    const tokenIds = tokensOf(3, 200);
    const plain = { ...options, scheduler: 'autoregressive', maxTokens: 1 } as const;
    await model.generate({ tokenIds }, plain).result;
    const before = observer.runs;
    await model.generate({ tokenIds }, plain).result;
    expect(observer.runs - before).toBe(1);
  });

  it('a state of one’s own is left out: nothing is taken for it, nothing kept of it', async () => {
    const tokenIds = tokensOf(4, 40);
    using state = model.createState();
    await model.generate({ tokenIds }, { ...options, state }).result;
    expect((await model.generate({ tokenIds }, options).result).stats.reusedTokens).toBe(0);
    using second = model.createState();
    expect((await model.generate({ tokenIds }, { ...options, state: second }).result).stats.reusedTokens).toBe(0);
  });

  it('interleaved, cancelled and broken off, they keep to their own rows', async () => {
    const tokenIds = tokensOf(5, 50);
    const expected = (await cold.generate({ tokenIds }, options).result).tokenIds;
    const several = await Promise.all([1, 2, 3].map(() => model.generate({ tokenIds }, options).result));
    for (const { tokenIds: written } of several) expect(written).toEqual(expected);
    for await (const _ of model.generate({ tokenIds }, options)) break;
    observer.failAfter(2);
    await expect(model.generate({ tokenIds: tokensOf(6, 130) }, options).result).rejects.toThrow('no power');
    observer.spare();
    expect((await model.generate({ tokenIds }, options).result).tokenIds).toEqual(expected);
  });

  it('[ST7] nothing is left when the model is disposed of, kept rows included', async () => {
    const own = await tinyModel({ hasRecycle: true, prefixCacheBytes: 1e6 });
    for (let seed = 0; seed < 5; seed++) await own.model.generate({ tokenIds: tokensOf(seed, 60) }, options).result;
    expect(own.observer.liveStores).toBeGreaterThan(0);
    expect(own.observer.liveBytes).toBeLessThanOrEqual(1e6);
    own.model.dispose();
    expect(own.observer.liveStores).toBe(0);
  });
});
