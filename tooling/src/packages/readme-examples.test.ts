import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Publishable } from './publishable.ts';
import { codeBlocks, companionsOf, jsBlocks, readExamples } from './readme-examples.ts';

function publishable(name: string, folder = '/nowhere'): Publishable {
  return { name, folder, localDependencies: [], entryPoints: [name], assets: [], commands: [], isBuilt: true };
}

it('finds the js blocks, and no others', () => {
  const markdown =
    '# a\n```js\nconst a = `x`;\n\nb();\n```\ntext\n```sh\nls\n```\n```json\n{}\n```\n```js\nc();\n```\n```ts\nd();\n```\n';
  expect(jsBlocks(markdown)).toEqual(['const a = `x`;\n\nb();\n', 'c();\n']);
});

it('finds the blocks of languages, whatever follows their mark', () => {
  const markdown = '```js network\na();\n```\n```ts\nb();\n```\n```json\n{}\n```\n';
  expect(codeBlocks(markdown, ['js', 'ts'])).toEqual(['a();\n', 'b();\n']);
});

it('finds the companions that the examples import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const code = "import { a } from '@x/core';\nimport { b } from '@x/backend/deep';\nimport 'node:fs';\n";
  writeFileSync(join(folder, 'README.md'), `\`\`\`js\n${code}\`\`\`\n`);
  const core = publishable('@x/core', folder);
  const names = companionsOf(core, [core, publishable('@x/backend'), publishable('@x/other')]).map(({ name }) => name);
  expect(names).toEqual(['@x/backend']);
  rmSync(folder, { recursive: true });
});

it('refuses a package without README', () => {
  expect(() => readExamples(publishable('@x/core'))).toThrow('it has no README.md');
});
