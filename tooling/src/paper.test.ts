import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeptParts } from '../bench/paper/kept-parts.ts';
import type { DecodingRow, DecodingTable } from '../bench/paper/measure-decoding.ts';
import { barsOf } from '../bench/paper/paper-bars.ts';
import { root } from '../bench/shared-report.ts';

const bench = `test-${process.pid}`;
const folder = join(root, '.cache', 'bench', bench);
beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('parts of a bench that are kept', () => {
  /** Something to measure that tells how often it was measured. */
  const counted = () => {
    let turn = 0;
    return async (): Promise<{ readonly turn: number }> => {
      turn += 1;
      return { turn };
    };
  };

  it('are measured once for a key, also by a later run', async () => {
    const measure = counted();
    const results = [];
    for (const key of [{ a: 1 }, { a: 1 }, { a: 2 }])
      results.push(await new KeptParts({ bench, isFresh: false }).part('one part', key, measure));
    expect(results).toEqual([{ turn: 1 }, { turn: 1 }, { turn: 2 }]);
  });

  it('are measured anew where that is asked for, and then kept', async () => {
    const measure = counted();
    const part = (isFresh: boolean) => new KeptParts({ bench, isFresh }).part('part', {}, measure);
    expect([await part(false), await part(true), await part(false)]).toEqual([{ turn: 1 }, { turn: 2 }, { turn: 2 }]);
  });

  it('leave nothing behind when they fail', async () => {
    const kept = new KeptParts({ bench, isFresh: false });
    await expect(kept.part('part', {}, () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
    expect(existsSync(folder)).toBe(false);
    expect(await kept.part('part', {}, counted())).toEqual({ turn: 1 });
  });

  it('are the same at once and from the disk', async () => {
    const part = () => new KeptParts({ bench, isFresh: false }).part('part', {}, async () => ({ a: undefined, b: 1 }));
    expect(Object.keys(await part())).toEqual(Object.keys(await part()));
  });
});

describe('the bars', () => {
  const row = (scheduler: string, more: Partial<DecodingRow>): DecodingRow => ({
    ...{ scheduler, drafters: [], speedUp: 1, tokensPerSecond: 100, tokensPerPass: 1, firstKept: undefined },
    ...{ departures: 0, newTokens: 10, sameTexts: 4, ...more },
  });
  const table = (more: Partial<DecodingTable>): DecodingTable => ({
    ...{ model: 'storyteller-medium', module: 'recycle', share: 0.15, precision: 'f32', temperature: 0 },
    ...{ prompts: 4, passCostMs: {}, rows: [], ...more },
  });
  const barsOfTable = (more: Partial<DecodingTable>) =>
    barsOf({ family: [], decoding: [table(more)], engines: [] }).map(({ value, isWithinBar }) => [value, isWithinBar]);

  it('of the storyteller count what is exact only where all texts are the same', () => {
    const lossy = row('alternating', { speedUp: 1.5, sameTexts: 0 });
    const rows = [lossy, row('verified', { speedUp: 1.6, sameTexts: 3 }), row('adaptive', { speedUp: 1.31 })];
    expect(barsOfTable({ rows })).toEqual([
      [1.5, true],
      [1.31, true],
    ]);
    expect(barsOfTable({ rows: rows.slice(0, 2) })).toEqual([
      [1.5, true],
      [Number.NaN, false],
    ]);
  });

  it('are for the module that belongs to the model, greedy', () => {
    expect(barsOfTable({ module: 'two-layers' })).toEqual([]);
    expect(barsOfTable({ temperature: 0.7 })).toEqual([]);
  });

  it('of SmolLM2 follow precision and temperature', () => {
    const rows = [
      row('adaptive', { speedUp: 1.5, tokensPerPass: 2.2 }),
      row('verified, module alone', { firstKept: 0.66 }),
    ];
    const smol = { model: 'smollm2', rows };
    expect(barsOfTable({ ...smol, precision: 'int8' })).toEqual([
      [1.5, false],
      [2.2, false],
      [0.66, true],
    ]);
    expect(barsOfTable({ ...smol, precision: 'int4' })[0]).toEqual([1.5, true]);
    expect(barsOfTable({ ...smol, precision: 'int8', temperature: 0.7 })).toEqual([
      [1.5, true],
      [2.2, true],
    ]);
  });

  it('of engines take the best precision', () => {
    const engine = (name: string, overPlainInt4: number, overLlama: number) => ({
      engine: name,
      tokensPerSecond: 1,
      overPlainInt4,
      overLlama,
    });
    const engines = [
      engine('int4, plain', 1, 9),
      engine('int8, adaptive', 1.4, 1.7),
      engine('f32, adaptive', 1.1, 1.2),
    ];
    const bars = barsOf({ family: [], decoding: [], engines });
    expect(bars.map(({ value, isWithinBar }) => [value, isWithinBar])).toEqual([
      [1.4, true],
      [1.7, false],
    ]);
  });
});
