import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli, runNode, temporaryFile } from './test/run-cli.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [library = '', scheduler = ''] = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? '');

it('the first example runs without any model', async () => {
  const { code, stdout, stderr } = await runNode(['--input-type=module', '-e', library], { cwd: import.meta.dirname });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^40 tokens, \d+ model passes, 0 departures$/m);
});

it('the scheduler of the README can be used', async () => {
  const file = temporaryFile('mine.mjs');
  writeFileSync(file, scheduler);
  expect((await runCli(['generate', 'the fox', '--max-tokens', '8', '--scheduler', file])).code).toBe(0);
});
