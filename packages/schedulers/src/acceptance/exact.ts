import type { Acceptance } from '@recyclegpt/spec';

/** Keeps a drafted token if and only if the base draws it itself, with the same noise: the base's own text. */
export const exact: Acceptance = {
  name: 'exact',
  keeps: 'text',
  decide: ({ baseChoice }) => baseChoice,
};
