import { seededRandom } from '@recyclegpt/testing';
import { expect, it } from 'vitest';
import { expectFresh, type OperationRun, operations, type Pair } from './test/model-operations.ts';
import { tinyModel } from './test/tiny-model.ts';

const count = 10_000;
/** After so many operations a state that was touched is compared with a fresh one. */
const checkEvery = 5;

/** Each operation as often as its weight says. */
const choices = operations.flatMap(([weight, operation]) => new Array<typeof operation>(weight).fill(operation));

it('[ST2] after 10,000 random operations states hold what fresh ones hold, and no store is left', async () => {
  const { model, observer } = await tinyModel({ hasRecycle: true, prefixCacheBytes: 50_000 });
  const random = seededRandom(77);
  const pairs: Pair[] = [{ state: model.createState(), tokens: [] }];
  const run: OperationRun = { model, observer, random, pairs, saved: [] };
  const counts = new Map<string, number>();
  for (let done = 0; done < count; done += 1) {
    const operation = choices[random.below(choices.length)] as (typeof choices)[number];
    const pair = pairs[random.below(pairs.length)] as Pair;
    await operation(run, pair);
    counts.set(operation.name, (counts.get(operation.name) ?? 0) + 1);
    if (pairs.includes(pair)) expect([...pair.state.tokens]).toEqual(pair.tokens);
    if (done % checkEvery === 0) await expectFresh(run, pairs[random.below(pairs.length)] as Pair);
  }
  for (const pair of pairs) {
    await expectFresh(run, pair);
    pair.state.dispose();
  }
  expect([...counts.keys()]).toHaveLength(operations.length);
  expect(Math.min(...counts.values())).toBeGreaterThan(100);
  model.dispose();
  expect(observer.liveStores).toBe(0);
}, 1_200_000);
