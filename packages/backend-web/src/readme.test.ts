import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const loader = new URL('../../../tooling/typescript.mjs', import.meta.url).href;

it('the example of the README prints what the README says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const script = /```js\n\/\/ example\.mjs\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const flags = ['--conditions=@recyclegpt/source', '--import', loader, '--input-type=module', '-e', script];
  // Run from a package that has the tensor package at hand, which the example uses to make a graph.
  const cwd = fileURLToPath(new URL('../../../tooling', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd });
  const said = [...script.matchAll(/console\.log\(.*?\); \/\/ (.*)$/gm)].map((match) => match[1]);
  expect(said).toHaveLength(2);
  expect(stdout.trim().split('\n')).toEqual(said);
});
