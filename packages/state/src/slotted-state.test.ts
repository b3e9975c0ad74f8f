import type { SlotStore, StateSlot } from '@recyclegpt/spec';
import { testSequenceState, testSlotStore } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import { HostRows } from './host-rows.ts';
import type { SlottedState } from './slotted-state.ts';
import { createStateFactory } from './state-factory.ts';

const createSlots = (slots: readonly StateSlot[], capacity: number): HostRows => new HostRows(slots, capacity);

testSlotStore('HostRows', createSlots);
testSequenceState('SlottedState', (options) => createStateFactory({ backend: { createSlots }, ...options }));

const slots: readonly StateSlot[] = [{ name: 'k', kind: 'key', owner: 'base', width: 4, dtype: 'float32' }];

/** A state whose store notes each call. */
function observed(): { readonly state: SlottedState; readonly calls: string[]; readonly stores: SlotStore[] } {
  const calls: string[] = [];
  const stores: SlotStore[] = [];
  const backend = {
    createSlots: (...sizes: Parameters<typeof createSlots>): SlotStore => {
      const store = createSlots(...sizes);
      stores.push(store);
      return new Proxy(store, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          return (...parameters: unknown[]) => {
            calls.push(String(name));
            const result: unknown = value.apply(target, parameters);
            if (result instanceof HostRows) stores.push(result);
            return result;
          };
        },
      });
    },
  };
  const factory = createStateFactory({ backend, slots, fingerprint: 'f', maxRows: 100_000 });
  return { state: factory.create() as SlottedState, calls, stores };
}

function appendRows(state: SlottedState, count: number): void {
  const { store, past } = state.targetFor('base', count);
  store.write('k', past, { dtype: 'float32', shape: [count, 4], data: new Float32Array(4 * count).fill(past) });
  state.advance('base', count);
  state.commit(new Array<number>(count).fill(1));
}

describe('costs', () => {
  it('[ST9] rewinding asks nothing of the store, however long the sequence', () => {
    const { state, calls } = observed();
    for (let i = 0; i < 200; i += 1) appendRows(state, 64);
    calls.length = 0;
    state.rewindTo(12_000);
    state.truncate('base', 11_000);
    state.rewindTo(3);
    expect(calls).toEqual([]);
    expect(state.rowsOf('base')).toBe(3);
  });

  it('[ST9] appending row by row moves the memory a logarithmic number of times', () => {
    const { state } = observed();
    const sizes = new Set<number>();
    for (let i = 0; i < 5000; i += 1) {
      appendRows(state, 1);
      sizes.add(state.sizeBytes);
    }
    expect(sizes.size).toBeLessThanOrEqual(Math.log2(5000 / 256) + 2);
  });

  it('[ST5] a fork has no more room than its live rows', () => {
    const { state, stores } = observed();
    for (let i = 0; i < 20; i += 1) appendRows(state, 64);
    state.rewindTo(10);
    state.fork();
    expect(stores.at(-1)?.capacity).toBe(10);
  });

  it('[ST7] dispose gives the memory back at once', () => {
    const { state } = observed();
    appendRows(state, 64);
    state.dispose();
    expect(state.sizeBytes).toBe(0);
  });
});
