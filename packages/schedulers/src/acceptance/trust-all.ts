import type { Acceptance } from '@recyclegpt/spec';

/** Keeps every drafted token although the base is asked: the paper's rule, with departures counted at once. Lossy. */
export const trustAll: Acceptance = {
  name: 'trust',
  keeps: 'nothing',
  decide: ({ token }) => token,
};
