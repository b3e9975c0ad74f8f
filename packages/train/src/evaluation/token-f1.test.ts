import { describe, expect, it } from 'vitest';
import { tokenF1 } from './token-f1.ts';

describe('answers are scored as in SQuAD', () => {
  it.each([
    ['The Eiffel Tower!', ['eiffel tower'], 1, true],
    ['in Paris, France', ['Paris'], 0.5, false],
    ['Paris', ['Lyon', 'in Paris'], 2 / 3, false],
    ['Lyon', ['Paris'], 0, false],
    ['to be or not to be', ['to be'], 0.5, false],
    ['', [''], 1, true],
    ['', ['Paris'], 0, false],
    ['the', [''], 1, true],
  ])('%j against %j', (answer, expected, f1, isExact) => {
    const score = tokenF1(answer, expected);
    expect(score.f1).toBeCloseTo(f1);
    expect(score.isExact).toBe(isExact);
  });
});
