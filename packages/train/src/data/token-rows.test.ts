import { memoryStorage } from '@recyclegpt/hub';
import { ConfigError } from '@recyclegpt/spec';
import { memorySource } from '@recyclegpt/weights';
import { describe, expect, test } from 'vitest';
import { tinyTokenizer } from '../test/tiny-tokenizer.ts';
import { openTokenCache } from './token-cache.ts';
import { TokenRows, type TokenRowsOptions, targetWeights, toInt64 } from './token-rows.ts';

const text = Array.from({ length: 40 }, (_, index) => `text ${index} about the cat`).join('\n\n');
const { train: stream } = (
  await openTokenCache({
    sources: [{ source: memorySource('t', new TextEncoder().encode(text)), format: { kind: 'text' } }],
    tokenizer: await tinyTokenizer(),
    storage: memoryStorage(),
    path: 't.tokens',
  })
).split(0.2);
const whole = (await stream.read(0, stream.numTokens)).tokenIds;

function rows(more: Partial<TokenRowsOptions> = {}): TokenRows {
  return new TokenRows({ stream, seqLength: 16, batchSize: 3, seed: 5, ...more });
}

describe('TokenRows', () => {
  test('rows in order are the text, each beginning with the last token of the one before', async () => {
    const ordered = rows({ shuffle: false, batchSize: 1 });
    for (let step = 0; step < ordered.numRows; step++) {
      const { tokenIds } = await ordered.batch(step);
      expect(tokenIds).toEqual(whole.slice(step * 16, step * 16 + 17));
    }
    expect(ordered.numRows).toBe(Math.floor((whole.length - 1) / 16));
    expect((await ordered.batch(ordered.numRows)).tokenIds).toEqual(whole.slice(0, 17));
  });

  test('an epoch sees every row once, in an order of its own, and goes on into the next', async () => {
    const shuffled = rows();
    const seen: string[] = [];
    for (let step = 0; seen.length < 2 * shuffled.numRows; step++) {
      const { tokenIds } = await shuffled.batch(step);
      for (let row = 0; row < 3; row++) seen.push(String(tokenIds.slice(row * 17, (row + 1) * 17)));
    }
    const first = seen.slice(0, shuffled.numRows);
    const second = seen.slice(shuffled.numRows, 2 * shuffled.numRows);
    expect(new Set(first).size).toBe(shuffled.numRows);
    expect([...second].sort()).toEqual([...first].sort());
    expect(second).not.toEqual(first);
    expect(shuffled.stepsPerEpoch).toBe(Math.ceil(shuffled.numRows / 3));
  });

  test('a batch follows from seed and step, or from the position that the one before gave', async () => {
    const first = rows();
    const second = rows();
    let position = first.positionOf(0);
    for (let step = 0; step < 30; step++) {
      const batch = await first.batchAt(position);
      expect(batch).toEqual(await second.batch(step));
      expect(second.positionOf(step + 1)).toEqual(batch.next);
      position = batch.next;
    }
    expect(position.epoch).toBeGreaterThan(1);
    expect((await rows({ seed: 6 }).batch(0)).tokenIds).not.toEqual((await first.batch(0)).tokenIds);
    const wider = await rows({ batchSize: 6 }).batchAt(first.positionOf(7));
    expect(wider.tokenIds.slice(0, 3 * 17)).toEqual((await first.batch(7)).tokenIds);
  });

  test('segments begin where documents begin, and predictions across do not count', async () => {
    const kept = rows({ boundaries: 'kept' });
    for (let step = 0; step < 10; step++) {
      const batch = await kept.batch(step);
      const weights = targetWeights(batch);
      for (let at = 0; at < batch.tokenIds.length; at++) {
        const column = at % 17;
        const start = batch.segmentStarts[at]!;
        const closesBefore = column > 0 && batch.tokenIds[at - 1] === 0;
        expect(start).toBe(column === 0 ? 0 : closesBefore ? column : batch.segmentStarts[at - 1]);
        if (column > 0) expect(weights[at - 1 - Math.floor(at / 17)]).toBe(closesBefore ? 0 : 1);
      }
    }
    const ignored = await rows().batch(0);
    expect(new Set(ignored.segmentStarts)).toEqual(new Set([0]));
    expect(new Set(targetWeights(ignored))).toEqual(new Set([1]));
    expect(toInt64(Int32Array.of(3, 70_000))).toEqual(BigInt64Array.of(3n, 70_000n));
  });

  test.each<[string, Partial<TokenRowsOptions>]>([
    ['seqLength', { seqLength: 0 }],
    ['seqLength', { seqLength: 100_000 }],
    ['batchSize', { batchSize: 1.5 }],
    ['seed', { seed: -1 }],
  ])('a wrong %s is refused', (where, change) => {
    expect(() => rows(change)).toThrow(ConfigError);
    expect(() => rows(change)).toThrow(`(${where})`);
  });

  test('steps and positions that are none are refused', async () => {
    await expect(rows().batch(-1)).rejects.toThrow('(step)');
    await expect(rows().batchAt({ epoch: 0, index: 0.5 })).rejects.toThrow('(index)');
  });
});
