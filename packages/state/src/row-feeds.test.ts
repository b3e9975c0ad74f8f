import { BackendError, type RowTarget, type SlotBinding, type StateSlot } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { HostRows } from './host-rows.ts';
import { checkTarget, feedsOfRows, keepNewRows } from './row-feeds.ts';

const slot: StateSlot = { name: 'k', kind: 'key', owner: 'base', width: 4, dtype: 'float32' };
const half: StateSlot = { name: 'h', kind: 'value', owner: 'base', width: 2, dtype: 'float16' };
const bindings: readonly SlotBinding[] = [
  { slot, pastInput: 'k.past', tailInput: 'k.tail', rowsOutput: 'new', rowsIndex: 1 },
  { slot: half, pastInput: 'h.past', tailInput: undefined, rowsOutput: 'new half', rowsIndex: 0 },
];

function numbered(): HostRows {
  const store = new HostRows([slot, half], 256);
  store.write('k', 0, { dtype: 'float32', shape: [256, 4], data: Float32Array.from({ length: 1024 }, (_, i) => i) });
  return store;
}

describe('feeds of rows', () => {
  it('are views of whole blocks and of the tail, without a copy', () => {
    const store = numbered();
    const feeds = feedsOfRows(bindings, { store, past: 150, count: 1 }, () => 2);
    expect([feeds['k.past']?.shape, feeds['k.tail']?.shape, feeds['h.past']?.shape]).toEqual([
      [128, 2, 2],
      [1, 22, 4],
      [128, 1, 2],
    ]);
    expect(feeds['k.past']?.data.buffer).toBe(store.view('k', 0, 1).buffer);
    expect(feeds['k.tail']?.data.buffer).toBe(store.view('k', 0, 1).buffer);
    expect([feeds['k.past']?.data.at(-1), feeds['k.tail']?.data[0]]).toEqual([511, 512]);
    expect(Object.keys(feeds)).toEqual(['k.past', 'k.tail', 'h.past']);
  });

  it.each([
    [0, 0],
    [63, 63],
    [64, 0],
    [65, 1],
  ])('after %i rows the tail has %i, and there is always a block', (past, tail) => {
    const feeds = feedsOfRows(bindings, { store: numbered(), past, count: 1 }, () => 4);
    expect(feeds['k.past']?.shape).toEqual([64, 1, 4]);
    expect(feeds['k.tail']?.shape).toEqual([1, tail, 4]);
    expect(feeds['k.past']?.data[5]).toBe(past < 64 ? 0 : 5);
  });

  it.each([
    { past: 0, count: 0 },
    { past: 10, count: 55 },
    { past: 64, count: 65 },
    { past: 256, count: 1 },
  ])('[SE6] $count rows after $past are refused', (range) => {
    expect(() => checkTarget({ store: numbered(), ...range })).toThrow(BackendError);
  });
});

describe('new rows', () => {
  const rows = Float32Array.from({ length: 16 }, (_, i) => 100 + i);
  const packed = { dtype: 'float32', shape: [2, 2, 4], data: rows } as const;
  const packedHalf = { dtype: 'float16', shape: [1, 2, 2], data: Uint16Array.of(1, 2, 3, 4) } as const;

  it('are written at their place in the output, right after the past', async () => {
    const store = numbered();
    keepNewRows(bindings, { store, past: 3, count: 2 }, { new: packed, 'new half': packedHalf });
    expect([...store.view('k', 3, 2)]).toEqual([...rows.slice(8)]);
    expect([...store.view('k', 5, 1)]).toEqual([20, 21, 22, 23]);
    expect([...store.view('h', 3, 2)]).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['no rows for one slot', { new: packed }],
    ['fewer rows', { new: packed, 'new half': { ...packedHalf, shape: [1, 1, 2] } }],
    ['another type', { new: packed, 'new half': { dtype: 'float32', shape: [1, 2, 2], data: rows } as const }],
    ['too few slots', { new: { ...packed, shape: [1, 2, 4] }, 'new half': packedHalf }],
  ])('[SE5] none is written if a pass returned %s', (_, outputs) => {
    const store = numbered();
    const before = store.view('k', 0, 256).slice();
    const target: RowTarget = { store, past: 3, count: 2 };
    expect(() => keepNewRows(bindings, target, outputs)).toThrow(BackendError);
    expect(store.view('k', 0, 256)).toEqual(before);
  });
});
