import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { runScript } from './test/run-script.ts';

test('the example of the README prints what its comments say', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```js\n\/\/ example\.mjs\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  let printed = '';
  for await (const chunk of runScript(example).stdout ?? []) printed += String(chunk);
  const expected = [...example.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map((match) => match[1]);
  expect(expected).toHaveLength(4);
  expect(printed.trim().split('\n')).toEqual(expected);
});
