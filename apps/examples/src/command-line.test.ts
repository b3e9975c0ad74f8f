import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const cache = mkdtempSync(join(tmpdir(), 'recyclegpt-examples-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const cli = fileURLToPath(new URL('../../cli/src/bin.ts', import.meta.url));
const loader = new URL('../../../tooling/typescript.mjs', import.meta.url).href;

/** Runs a program of the sources in a process, without any model. */
function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env['PATH'], HOME: cache, RECYCLEGPT_CACHE: cache, ORT_DISABLE_TELEMETRY: '1' };
  const flags = ['--conditions=@recyclegpt/source', '--import', loader];
  return spawnSync(process.execPath, [...flags, ...args], { env, encoding: 'utf8', cwd: import.meta.dirname });
}

const generate = ['generate', 'the fox and the bird and the fox', '--max-tokens', '24', '--json'];

describe('the command line takes a scheduler from', () => {
  it.each([
    ['./scheduler-file.mjs', './scheduler-file.mjs'],
    ['./custom-scheduler.ts', 'doubling'],
  ])('%s', (file, name) => {
    const plain = JSON.parse(run(cli, ...generate, '--scheduler', 'autoregressive').stdout);
    const { status, stdout, stderr } = run(cli, ...generate, '--scheduler', file);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const own = JSON.parse(stdout);
    expect(own.tokenIds).toEqual(plain.tokenIds);
    expect(own.stats).toMatchObject({ scheduler: name, departures: 0 });
    expect(own.stats.basePasses).toBeLessThan(plain.stats.basePasses);
  });
});

it('an example is run by its name, and others are refused', () => {
  const { status, stdout } = run('./run.ts', 'custom-drafter');
  expect(status).toBe(0);
  expect(stdout).toContain('isSameText: true');
  const { status: refused, stderr } = run('./run.ts', 'custom-drafting');
  expect(refused).toBe(2);
  expect(stderr).toContain('custom-drafter');
});
