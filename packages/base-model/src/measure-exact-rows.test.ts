import { referenceBackend } from '@recyclegpt/backend-reference';
import type { CausalModel, MutableState, StateSlot } from '@recyclegpt/spec';
import { stateOver } from '@recyclegpt/testing';
import { expect, it } from 'vitest';
import { measureExactRows } from './measure-exact-rows.ts';

const slots: readonly StateSlot[] = [{ name: 'k', kind: 'key', owner: 'base', width: 1, dtype: 'float32' }];

/** A model whose logits are off by a last bit in passes narrower than `exactFrom`. */
function modelExactFrom(exactFrom: number): CausalModel {
  return {
    owner: 'base',
    vocab: 4,
    contextLength: 64,
    precision: 'int4',
    fingerprint: 'f',
    slots,
    minExactRows: undefined,
    forward: async (state: MutableState, tokens: readonly number[]) => {
      state.advance('base', tokens.length);
      const off = tokens.length < exactFrom ? 2 ** -20 : 0;
      const row = (index: number) => Float32Array.of(1 + off, tokens[index] ?? 0, 2, 3);
      return { logits: { rows: tokens.length, vocab: 4, row }, sessionMs: 0, passes: 1 };
    },
    [Symbol.dispose]: () => undefined,
  };
}

const createState = (): MutableState => stateOver({ backend: referenceBackend(), slots });

it.each([
  [1, 1],
  [2, 2],
  [3, 4],
  [4, 4],
  [5, undefined],
])('[M1] a model that is exact from %i rows on is measured as %s', async (exactFrom, expected) => {
  expect(await measureExactRows(modelExactFrom(exactFrom), createState)).toBe(expected);
});
