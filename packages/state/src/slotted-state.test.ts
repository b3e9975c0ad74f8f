import { testSequenceState, testSlotStore } from '@recyclegpt/testing';
import { HostRows } from './host-rows.ts';
import { createStateFactory } from './state-factory.ts';

const backend = { createSlots: (...[slots, capacity]: ConstructorParameters<typeof HostRows>) => new HostRows(slots, capacity) };

testSlotStore('HostRows', backend.createSlots);
testSequenceState('SlottedState', (options) => createStateFactory({ backend, ...options }));
