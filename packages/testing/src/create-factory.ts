import type { StateFactory, StateSlot } from '@recyclegpt/spec';

/** What a factory under test is made for. */
export interface FactoryOptions {
  readonly slots: readonly StateSlot[];
  readonly fingerprint: string;
  readonly maxRows: number;
  readonly lags: ReadonlyMap<string, number>;
}

/** Makes a factory of states of the implementation under test. */
export type CreateFactory = (options: FactoryOptions) => StateFactory;
