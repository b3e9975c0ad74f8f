import type { MutableState, SlotStore, StateSlot } from '@recyclegpt/spec';
import { expect, it } from 'vitest';
import type { CreateFactory, FactoryOptions } from './create-factory.ts';
import { append, emptyNaiveState, type NaiveState, runPass, suiteSlots } from './naive-state.ts';
import { seededRandom } from './seeded-random.ts';

/** Stores may round each slot up to whole vectors of the device. */
const slackBytes = 64;

/** Bytes of so many rows of all slots. */
function bytesOf(rows: number): number {
  return suiteSlots.reduce((sum, { width, dtype }) => sum + rows * width * (dtype === 'float32' ? 4 : 2), 0);
}

/** The store below a state. */
function storeOf(state: MutableState): SlotStore {
  return state.targetFor('base', 1).store;
}

/** Names of the calls that a store gets from now on. */
function watch(store: SlotStore): readonly string[] {
  const calls: string[] = [];
  for (const name of ['reserve', 'read', 'write', 'fork'] as const) {
    const original = store[name] as (...parameters: unknown[]) => unknown;
    Object.defineProperty(store, name, {
      value: (...parameters: unknown[]) => {
        calls.push(name);
        return original.apply(store, parameters);
      },
    });
  }
  return calls;
}

/** What states may cost: rules ST5, ST7 and ST9, in calls and bytes, never in time. */
export function stateCosts(create: CreateFactory, defaults: FactoryOptions): void {
  const filled = (tokens: number): { readonly state: MutableState; readonly naive: NaiveState } => {
    const state = create(defaults).create();
    const naive = emptyNaiveState();
    append(state, naive, new Array<number>(tokens).fill(1), seededRandom(5));
    return { state, naive };
  };

  it('[ST9] rewinding asks nothing of the store, however long the sequence', () => {
    const { state } = filled(3000);
    const calls = watch(storeOf(state));
    state.rewindTo(2000);
    state.truncate('base', 1500);
    state.rewindTo(3);
    expect(calls).toEqual([]);
    expect([state.rowsOf('base'), state.rowsOf('module')]).toEqual([3, 2]);
    state.dispose();
  });

  it('[ST9] appending row by row moves the memory a logarithmic number of times', () => {
    const { state } = filled(1);
    const sizes = new Set<number>();
    const random = seededRandom(8);
    for (let i = 0; i < 2000; i += 1) {
      runPass(state, emptyNaiveState(), { owner: 'base', count: 1, random });
      sizes.add(state.sizeBytes);
    }
    expect(sizes.size).toBeLessThanOrEqual(Math.log2(2000));
    expect(state.sizeBytes).toBeLessThanOrEqual(bytesOf(2 * 2048) + slackBytes * suiteSlots.length);
    state.dispose();
  });

  it('[ST5] a fork has no more room than its live rows', () => {
    const { state } = filled(1280);
    state.rewindTo(10);
    using fork = state.fork();
    expect(fork.sizeBytes).toBeLessThanOrEqual(bytesOf(10) + slackBytes * suiteSlots.length);
    state.dispose();
  });

  it('[ST7] dispose gives the memory back at once', () => {
    const { state } = filled(64);
    expect(state.sizeBytes).toBeGreaterThanOrEqual(bytesOf(64));
    state.dispose();
    expect(state.sizeBytes).toBe(0);
  });
}

/** Rule ST8: what a slot is stands in its declaration. */
export function stateNames(create: CreateFactory, defaults: FactoryOptions): void {
  it('[ST8] rows go by what slots declare, also where names say otherwise', async () => {
    // Each name is that of the slot after it, so that whoever reads names gives rows to the wrong owner.
    const names = suiteSlots.map(({ name }) => name);
    const slots = suiteSlots.map(
      (slot, index): StateSlot => ({ ...slot, name: names[(index + 1) % names.length] ?? '' }),
    );
    using state = create({ ...defaults, slots }).create();
    state.commit([1, 2, 3]);
    const { store, past } = state.targetFor('module', 2);
    const [slot] = slots.filter(({ owner }) => owner === 'module') as [StateSlot];
    const rows = { dtype: 'float16', shape: [2, 2], data: Uint16Array.of(1, 2, 3, 4) } as const;
    store.write(slot.name, past, rows);
    state.advance('module', 2);
    expect([state.rowsOf('base'), state.rowsOf('module')]).toEqual([0, 2]);
    expect([...(await state.read(slot.name, 0, 2)).data]).toEqual([1, 2, 3, 4]);
    state.rewindTo(2);
    expect([state.rowsOf('base'), state.rowsOf('module')]).toEqual([0, 1]);
  });
}
