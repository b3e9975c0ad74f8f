import type { Backend, MutableState, StateSlot } from '@recyclegpt/spec';
import { createStateFactory } from '@recyclegpt/state';

/** What states of a test are made of. */
export interface StateOverOptions {
  /** Where rows lie. */
  readonly backend: Pick<Backend, 'createSlots'>;
  readonly slots: readonly StateSlot[];
  /** Owners whose rows stay behind the text, and by how many tokens. */
  readonly lags?: ReadonlyMap<string, number>;
}

/** Longer than any text of a test. */
const maxRows = 4096;

/** An empty state over a backend's memory, for tests of what runs on states. */
export function stateOver({ backend, slots, lags }: StateOverOptions): MutableState {
  const optional = lags === undefined ? {} : { lags };
  return createStateFactory({ backend, slots, fingerprint: 'test', maxRows, ...optional }).create();
}
