import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { Backend, StateSlot } from '@recyclegpt/spec';
import { testSequenceState, testSlotStore } from '@recyclegpt/testing';
import { HostRows } from './host-rows.ts';
import { createStateFactory } from './state-factory.ts';

const createSlots = (slots: readonly StateSlot[], capacity: number): HostRows => new HostRows(slots, capacity);

testSlotStore('HostRows', createSlots);

const backends: Readonly<Record<string, Pick<Backend, 'createSlots'>>> = {
  'host memory': { createSlots },
  node: await nodeBackend(),
  reference: referenceBackend(),
};

// Those of the web backend are tested in a browser, by that package.
for (const [name, backend] of Object.entries(backends))
  testSequenceState(`SlottedState over ${name}`, (options) => createStateFactory({ backend, ...options }));
