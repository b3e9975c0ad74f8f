import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chatTemplate, tokenizerFromJson } from './index.ts';

it('prints what the README says', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const code = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const body = code.replace(/^import.*$/m, '').replaceAll('console.log', 'print');
  const printed: unknown[][] = [];
  const print = (...values: unknown[]) => printed.push(values);
  new Function('chatTemplate', 'tokenizerFromJson', 'print', body)(chatTemplate, tokenizerFromJson, print);
  expect(printed).toEqual([
    [[4, 5, 3, 6], [6]],
    [['hi', ' hi', '!', ''], true],
  ]);
});
