import { expect, it } from 'vitest';
import { isAllowedLicence } from './licence-expression.ts';

const allowed = new Set(['MIT', 'ISC', 'Apache-2.0 WITH LLVM-exception']);

it.each([
  'MIT',
  '(MIT OR GPL-3.0-only)',
  'GPL-3.0-only OR ISC',
  'MIT AND ISC',
  'MIT AND (ISC OR GPL-2.0)',
  'Apache-2.0 WITH LLVM-exception',
])('allows %s', (expression) => {
  expect(isAllowedLicence(expression, allowed)).toBe(true);
});

it.each([
  '',
  'UNLICENSED',
  'GPL-3.0-only',
  'MIT AND GPL-3.0-only',
  '(MIT OR ISC) AND GPL-2.0',
  'Apache-2.0',
  '(MIT',
  'MIT)',
  'MIT ISC',
  'SEE LICENSE IN LICENSE.txt',
])('refuses %j', (expression) => {
  expect(isAllowedLicence(expression, allowed)).toBe(false);
});
