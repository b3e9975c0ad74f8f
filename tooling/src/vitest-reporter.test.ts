import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { toolEnvironment } from '../lib/environment.mjs';
import { run } from '../lib/run.mjs';
import type { TestResults } from './test-results.ts';

const reporter = fileURLToPath(new URL('vitest-reporter.ts', import.meta.url));

const mixed = `
  it('passes', () => {});
  it('fails', () => { throw new Error('on purpose'); });
  it('is skipped', (context) => context.skip('no model here'));
  it.skipIf(true)('is left out', () => {});
  it.todo('is to be written');
  describe('group', () => { beforeAll(() => { throw new Error('no ground'); }); it('never runs', () => {}); });
`;

it('counts tests, broken files and hooks, and keeps the reasons of skips', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reporter-'));
  writeFileSync(join(folder, 'mixed.test.js'), mixed);
  writeFileSync(join(folder, 'broken.test.js'), "throw new Error('cannot load');");
  const resultsFile = join(folder, 'results.json');
  const env = { ...toolEnvironment(), RECYCLEGPT_TEST_RESULTS: resultsFile };
  await run('vitest', ['run', '--globals', '--root', folder, `--reporter=${reporter}`], { env });
  const { passed, failures, skips } = JSON.parse(readFileSync(resultsFile, 'utf8')) as TestResults;
  rmSync(folder, { recursive: true });
  expect(passed).toBe(1);
  expect(failures.map(({ message }) => message).sort()).toEqual(['cannot load', 'no ground', 'on purpose']);
  const reasons = skips.map(({ name, reason }) => `${name.split(' > ').at(-1)}: ${reason}`);
  expect(reasons.sort()).toEqual([
    'is left out: its condition was not met',
    'is skipped: no model here',
    'is to be written: to do',
    'never runs: its condition was not met',
  ]);
});
