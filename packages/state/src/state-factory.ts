import { type Backend, StateError, type StateFactory, type StateSlot } from '@recyclegpt/spec';
import { SlottedState } from './slotted-state.ts';
import { decodeState } from './state-file.ts';

export interface StateFactoryOptions {
  /** Where rows lie. */
  readonly backend: Pick<Backend, 'createSlots'>;
  readonly slots: readonly StateSlot[];
  /** What its states belong to: model, precision, module. */
  readonly fingerprint: string;
  /** Longest sequence in tokens. */
  readonly maxRows: number;
  /** Owners whose rows stay behind the text, and by how many tokens. */
  readonly lags?: ReadonlyMap<string, number>;
}

/** Rows that a new state has room for; it grows by doubling. */
const firstCapacity = 256;

/** Makes states over a backend's memory for the slots of a model (and its module). */
export function createStateFactory({
  backend,
  slots,
  fingerprint,
  maxRows,
  lags = new Map(),
}: StateFactoryOptions): StateFactory {
  const owners = new Map(slots.map(({ owner }) => [owner, 0]));
  const capacity = Math.min(firstCapacity, maxRows);
  return {
    fingerprint,
    create: () =>
      new SlottedState({
        fingerprint,
        store: backend.createSlots(slots, capacity),
        tokens: [],
        rows: owners,
        lags,
        maxRows,
      }),
    restore: (bytes) => {
      const { tokens, rows, slots: saved } = decodeState(bytes, fingerprint, slots);
      const numRows = Math.max(0, ...rows.values());
      if (numRows > maxRows) {
        throw new StateError({
          what: 'The saved state has more rows than fit the context',
          expected: `at most ${maxRows}`,
          got: `${numRows}`,
        });
      }
      const store = backend.createSlots(slots, Math.max(capacity, numRows));
      for (const [slot, tensor] of saved) store.write(slot.name, 0, tensor);
      return new SlottedState({ fingerprint, store, tokens, rows: new Map([...owners, ...rows]), lags, maxRows });
    },
  };
}
