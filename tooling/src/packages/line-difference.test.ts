import { expect, it } from 'vitest';
import { lineDifference } from './line-difference.ts';

it('is empty for equal texts', () => {
  expect(lineDifference('a\nb\n', 'a\nb\n')).toEqual([]);
});

it('shows what went and what came, with neighbours', () => {
  const before = 'one\ntwo\nthree\nfour\nfive\nsix';
  const after = 'one\ntwo\nthree\n3.5\nfour\nsix';
  expect(lineDifference(before, after, 1)).toEqual(['  three', '+ 3.5', '  four', '- five', '  six']);
});

it('shows a text that is new as a whole', () => {
  expect(lineDifference('', 'a\nb')).toEqual(['- ', '+ a', '+ b']);
});
