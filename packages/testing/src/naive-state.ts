import { type MutableState, StateError, type StateSlot } from '@recyclegpt/spec';
import { expect } from 'vitest';
import { bitsOf } from './bits.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Slots of two owners: keys, values and states of a base, and a module whose rows stay one token behind. */
export const suiteSlots: readonly StateSlot[] = [
  { name: 'base.0.key', kind: 'key', owner: 'base', width: 4, dtype: 'float32' },
  { name: 'base.0.value', kind: 'value', owner: 'base', width: 4, dtype: 'float32' },
  { name: 'states of layer 0', kind: 'hidden', owner: 'base', width: 3, dtype: 'float32' },
  { name: 'module/键', kind: 'key', owner: 'module', width: 2, dtype: 'float16' },
];

/** The module's row t needs token t + 1. */
export const suiteLags: ReadonlyMap<string, number> = new Map([['module', 1]]);

/** What a state should hold: plain arrays, copied at every fork. */
export interface NaiveState {
  readonly tokens: number[];
  /** Rows of each slot. */
  readonly rows: Map<string, (Float32Array | Uint16Array)[]>;
}

export function emptyNaiveState(): NaiveState {
  return { tokens: [], rows: new Map(suiteSlots.map(({ name }) => [name, []])) };
}

export function copyNaiveState({ tokens, rows }: NaiveState): NaiveState {
  return { tokens: [...tokens], rows: new Map([...rows].map(([name, list]) => [name, [...list]])) };
}

export function rewindNaively({ tokens, rows }: NaiveState, length: number): void {
  tokens.length = length;
  for (const { name, owner } of suiteSlots) {
    const list = rows.get(name) ?? [];
    list.length = Math.min(list.length, Math.max(0, length - (suiteLags.get(owner) ?? 0)));
  }
}

/** Thrown by a pass that is meant to fail. */
export class FailedPass extends StateError {}

export interface PassOptions {
  readonly owner: string;
  readonly count: number;
  readonly random: SeededRandom;
  /** It writes rows as usual, and then throws. */
  readonly fails?: boolean;
}

/** What a model does with a state: rows of all of the owner's slots after the present ones, then they are counted. */
export function runPass(
  state: MutableState,
  naive: NaiveState,
  { owner, count, random, fails = false }: PassOptions,
): void {
  const { store, past } = state.targetFor(owner, count);
  const slots = suiteSlots.filter((slot) => slot.owner === owner);
  const written = slots.map((slot) => randomRows(slot, count, random));
  for (const [index, slot] of slots.entries()) {
    const data = written[index] as Float32Array;
    store.write(slot.name, past, { dtype: slot.dtype as 'float32', shape: [count, slot.width], data });
  }
  if (fails) throw new FailedPass({ what: 'A pass failed on purpose' });
  state.advance(owner, count);
  for (const [index, { name, width }] of slots.entries()) {
    const data = written[index] as Float32Array;
    for (let row = 0; row < count; row += 1) naive.rows.get(name)?.push(data.slice(row * width, (row + 1) * width));
  }
}

function randomRows({ dtype, width }: StateSlot, count: number, random: SeededRandom): Float32Array | Uint16Array {
  if (dtype === 'float32') return random.floats(count * width);
  return Uint16Array.from({ length: count * width }, () => random.below(0x7c00));
}

/** Commits tokens and brings both owners up to date. */
export function append(
  state: MutableState,
  naive: NaiveState,
  tokenIds: readonly number[],
  random: SeededRandom,
): void {
  state.commit(tokenIds);
  naive.tokens.push(...tokenIds);
  for (const owner of ['base', 'module']) {
    const count = state.tokens.length - (suiteLags.get(owner) ?? 0) - state.rowsOf(owner);
    if (count > 0) runPass(state, naive, { owner, count, random });
  }
}

/** Expects the state to hold exactly what the naive one holds. */
export async function expectEqual(state: MutableState, naive: NaiveState): Promise<void> {
  expect([...state.tokens]).toEqual(naive.tokens);
  for (const { name, owner, width } of suiteSlots) {
    const rows = naive.rows.get(name) ?? [];
    expect(state.rowsOf(owner)).toBe(rows.length);
    const { data, shape } = await state.read(name, 0, rows.length);
    expect(shape).toEqual([rows.length, width]);
    for (const [index, row] of rows.entries()) {
      const got = data.subarray(index * width, (index + 1) * width);
      if (!isBitEqual(got as Float32Array, row))
        expect({ slot: name, index, bits: bitsOf(got) }).toEqual({ slot: name, index, bits: bitsOf(row) });
    }
  }
}

function isBitEqual(a: Float32Array | Uint16Array, b: Float32Array | Uint16Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
