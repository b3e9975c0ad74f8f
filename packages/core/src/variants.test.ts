import { ConfigError } from '@recyclegpt/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LanguageModel } from './language-model.ts';
import type { BackendObserver } from './test/observed-backend.ts';
import { tinyModel } from './test/tiny-model.ts';
import type { Variant } from './variants.ts';

let model: LanguageModel;
let observer: BackendObserver;
beforeAll(async () => {
  ({ model, observer } = await tinyModel({ prefixCacheBytes: 0 }));
});
afterAll(() => {
  model.dispose();
  expect(observer.liveStores).toBe(0);
});

const prompt = { tokenIds: Array.from({ length: 150 }, (_, i) => (i * 7 + i * i) % 90) };
const options = { maxTokens: 10, temperature: 1, seed: 2 ** 32 - 2, stopTokens: [], scheduler: 'verified' } as const;

async function all(variants: AsyncIterable<Variant>): Promise<readonly Variant[]> {
  const list: Variant[] = [];
  for await (const variant of variants) list.push(variant);
  return list;
}

describe('several texts from one prompt', () => {
  it('[SC5] are those of their seeds, and the prompt is computed once', async () => {
    await model.passCosts();
    const before = observer.runs;
    const variants = await all(model.generateSeveral(prompt, { ...options, count: 4 }));
    const runs = observer.runs - before;
    expect(variants.map(({ seed }) => seed)).toEqual([2 ** 32 - 2, 2 ** 32 - 1, 0, 1]);
    expect(new Set(variants.map(({ text }) => text)).size).toBe(4);
    let basePasses = 0;
    for (const { seed, ...variant } of variants) {
      const alone = await model.generate(prompt, { ...options, seed }).result;
      expect(variant.tokenIds).toEqual(alone.tokenIds);
      expect(variant.promptTokenIds).toEqual(prompt.tokenIds);
      expect(variant.stats).toMatchObject({ promptTokens: 150, reusedTokens: 149 });
      basePasses += variant.stats.basePasses;
    }
    // The prompt takes three passes of up to 64 rows.
    expect(runs).toBeLessThanOrEqual(basePasses + 3);
  });

  it('go on from a state, and leave it as it is', async () => {
    using state = model.createState();
    await model.generate(prompt, { ...options, state }).result;
    const before = [...state.tokens];
    const more = { tokenIds: [5, 4, 3] };
    const variants = await all(model.generateSeveral(more, { ...options, count: 2, state }));
    expect([...state.tokens]).toEqual(before);
    for (const { seed, tokenIds } of variants) {
      using own = state.fork();
      expect((await model.generate(more, { ...options, seed, state: own }).result).tokenIds).toEqual(tokenIds);
    }
  });

  it('[SC6] end when they are left, aborted or broken, and nothing stays behind', async () => {
    const live = observer.liveStores;
    for await (const _ of model.generateSeveral(prompt, { ...options, count: 3 })) break;
    expect(observer.liveStores).toBe(live);
    const controller = new AbortController();
    const seen: Variant[] = [];
    const aborted = { ...options, count: 5, signal: controller.signal };
    for await (const variant of model.generateSeveral(prompt, aborted)) {
      seen.push(variant);
      controller.abort();
    }
    expect(seen).toHaveLength(1);
    observer.failAfter(1);
    await expect(all(model.generateSeveral(prompt, { ...options, count: 2 }))).rejects.toThrow('no power');
    expect(observer.liveStores).toBe(live);
  });

  it.each([
    ['count', { count: 0 }],
    ['count', { count: 1.5 }],
    ['count, temperature', { count: 2, temperature: 0 }],
    ['temprature', { count: 2, temprature: 1 }],
  ])('%s that cannot be is refused by name before anything is written', (name, change) => {
    const write = () => model.generateSeveral(prompt, { ...options, ...change });
    expect(write).toThrow(ConfigError);
    expect(write).toThrow(`(${name})`);
  });

  it('one text needs no temperature', async () => {
    expect(await all(model.generateSeveral(prompt, { maxTokens: 3, count: 1, stopTokens: [] }))).toHaveLength(1);
  });
});
