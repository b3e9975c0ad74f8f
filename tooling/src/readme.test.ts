import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsBlocks } from './packages/readme-examples.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the README of the repository', () => {
  it('has an example that runs with the model that comes along, or the tiny one', { timeout: 120_000 }, () => {
    const parent = join(root, 'tooling', 'node_modules', '.cache');
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, 'readme-'));
    try {
      const [example = ''] = jsBlocks(readFileSync(join(root, 'README.md'), 'utf8'));
      expect(example).toContain('loadModel');
      writeFileSync(join(folder, 'example.mjs'), example);
      const loader = join(root, 'tooling', 'typescript.mjs');
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--conditions=@recyclegpt/source', '--import', loader, 'example.mjs'],
        { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], RECYCLEGPT_CACHE: folder, HOME: folder } },
      );
      expect(stderr).toBe('');
      expect(stdout).toMatch(/\d+ tokens, \d+ base passes, 0 departures/);
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
