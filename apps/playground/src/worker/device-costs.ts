import type { LanguageModel } from '@recyclegpt/core';
import type { PassCosts } from '@recyclegpt/spec';
import type { DeviceCosts } from '../protocol/calls.ts';

const mostRows = 9;

/** Measured times of passes and drafts, as they stand. */
export function deviceCosts(costs: PassCosts, { recycle }: Pick<LanguageModel, 'recycle'>): DeviceCosts {
  return {
    baseMs: Array.from({ length: mostRows }, (_, index) => costs.baseMs(index + 1)),
    draftMs: recycle === undefined ? undefined : costs.draftMs('recycle', 1),
  };
}
