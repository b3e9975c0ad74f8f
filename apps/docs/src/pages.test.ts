import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assembleSite } from './assemble/assemble-site.ts';
import { fencesOf } from './assemble/fences.ts';
import { repositoryRoot } from './assemble/repository.ts';
import { resultNames } from './assemble/results.ts';
import type { Page } from './assemble/site-file.ts';
import { commandFaults } from './check/command-faults.ts';
import { snippetFaults } from './check/type-check-snippets.ts';

let pages: readonly Page[];
beforeAll(async () => {
  pages = await assembleSite({ withoutApi: true });
}, 120_000);

it('every snippet in TypeScript or JavaScript compiles against the packages', { timeout: 240_000 }, () => {
  const { faults, count } = snippetFaults(pages);
  expect(faults).toEqual([]);
  expect(count).toBeGreaterThan(40);
});

it('a snippet that does not compile is found', { timeout: 120_000 }, () => {
  const markdown =
    "# x\n\n```ts\nimport { loadModels } from 'recyclegpt';\n```\n\n```js\nimport 'recyclegpt/none';\n```\n";
  const { faults } = snippetFaults([{ path: 'x.md', source: 'apps/docs/pages/x.md', markdown }]);
  expect(faults).toHaveLength(2);
  expect(faults[0]).toMatch(/^apps\/docs\/pages\/x\.md:4: .*loadModels/);
});

describe('calls of the command line', () => {
  it('are those that the program takes, on every page', { timeout: 60_000 }, async () => {
    const { faults, count } = await commandFaults(pages);
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(80);
  });

  it.each([
    ['recyclegpt generat "Hello"', 'no command'],
    ['recyclegpt generate "Hello" --temprature 1', 'temperature'],
    ['npx recyclegpt pull smollm2 --threads 2', 'does not take'],
    ['cat a.txt | recyclegpt generate --max-tokens many', 'max-tokens'],
  ])('%s is refused', async (call, fault) => {
    const markdown = `\`\`\`sh\n${call}\n\`\`\`\n`;
    const { faults } = await commandFaults([{ path: 'x.md', source: 'x.md', markdown }]);
    expect(faults.join()).toContain(fault);
  });
});

it('guides fit on a page or two, and are written in blocks that say what they are', () => {
  const guides = pages.filter(({ path }) => /^(guides|start|concepts)\//.test(path));
  expect(guides.length).toBeGreaterThan(15);
  for (const { path, markdown } of guides) {
    expect(markdown.split('\n').length, path).toBeLessThanOrEqual(150);
    for (const { language } of fencesOf(markdown)) expect(language, path).not.toBe('');
  }
});

it('benchmarks have a section for every file of results, with a command that exists', () => {
  const page = pages.find(({ path }) => path === 'benchmarks.md');
  const sections = page?.markdown.split(/^## /m).slice(1) ?? [];
  expect(sections).toHaveLength(resultNames().length);
  for (const section of sections) {
    const [command = ''] = fencesOf(section).map(({ code }) => code);
    const bench = /^npm run bench -- ([\w-]+)/.exec(command)?.[1];
    if (bench === undefined) expect(command).toMatch(/^recyclegpt bench /);
    else expect(existsSync(join(repositoryRoot, `tooling/bench/${bench}.ts`)), bench).toBe(true);
  }
});
