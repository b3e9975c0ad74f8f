import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const loader = new URL('../../../../tooling/typescript.mjs', import.meta.url).href;

/** Runs an example of the package's README in a process of its own that reads the packages' sources. */
export async function runReadme(name = 'example.mjs'): Promise<{ readonly readme: string; readonly printed: string }> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const script =
    readme
      .split('```js\n')
      .find((block) => block.startsWith(`// ${name}\n`))
      ?.split('```')[0] ?? '';
  const flags = ['--conditions=@recyclegpt/source', '--import', loader, '--input-type=module', '-e', script];
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd });
  return { readme, printed: stdout.trim() };
}
