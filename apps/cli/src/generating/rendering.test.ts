import type { Round } from '@recyclegpt/spec';
import { expect, it } from 'vitest';
import { createStyle } from '../terminal/style.ts';
import { RoundMarks } from './round-marks.ts';

const token = (text: string, origin: string): Round['tokens'][number] => ({ id: 0, text, origin, isDeparture: false });
const round = {
  tokens: [token(' one', 'base'), token(' two', 'lookup'), token(' three\n', 'lookup'), token('four', 'base')],
};

it('marks what was drafted and kept: brackets without looks, underlined with them', () => {
  expect(new RoundMarks(createStyle(false)).render(round)).toBe(' one [two three]\nfour');
  expect(new RoundMarks(createStyle(true)).render(round)).toBe(' one \x1b[4mtwo three\x1b[24m\nfour');
  expect(new RoundMarks(createStyle(false)).render({ tokens: [token('\n ', 'lookup')] })).toBe('\n ');
});
