import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { overBudget, type SizeBudgets, sizeTable } from './size-budgets.ts';
import { type TarballSizes, tarballSizes } from './tarball-sizes.ts';

function sizes(files: Record<string, number>, packedBytes = 100): TarballSizes {
  return { packedBytes, unpackedBytes: Object.values(files).reduce((sum, each) => sum + each, 0), files };
}

const budgets: SizeBudgets = {
  packages: { a: { packedKb: 1, unpackedKb: 2 }, b: { packedKb: 1, unpackedKb: 9 } },
  together: [{ name: 'both', packages: ['a', 'b'], packedKb: 2, unpackedKb: 3 }],
};

it('is content within the budgets, and prints the table', () => {
  const within = new Map([
    ['a', sizes({ 'x.js': 1000 })],
    ['b', sizes({ 'y.js': 2000 })],
  ]);
  expect(overBudget(within, budgets, new Map())).toEqual([]);
  expect(sizeTable(within, budgets).split('\n').at(-1)).toBe('both   0.2 of 2     3.0 of 3');
});

it('names what is too large, and which files grew', () => {
  const before = new Map([['a', sizes({ 'x.js': 1000, 'z.js': 500 })]]);
  const now = new Map([['a', sizes({ 'x.js': 1900, 'z.js': 500, 'new.js': 100 })]]);
  const [only = ''] = overBudget(now, budgets, before);
  expect(only).toBe(
    'a: 2.5 kB unpacked, the budget is 2 kB\n  grew by 900 bytes: a/x.js\n  grew by 100 bytes: a/new.js',
  );
});

it('quotes the largest files where nothing is known of before, and asks for a missing budget', () => {
  const now = new Map([
    ['b', sizes({ 'y.js': 10_000, 'z.js': 1 }, 2000)],
    ['c', sizes({})],
  ]);
  const [missing = '', tooLarge = ''] = overBudget(now, budgets, new Map());
  expect(missing).toContain('c has no budget');
  expect(tooLarge).toBe(
    'b: 2.0 kB packed, the budget is 1 kB; 10.0 kB unpacked, the budget is 9 kB\n  10000 bytes: b/y.js\n  1 bytes: b/z.js',
  );
});

it('counts the files of a tarball', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sizes-'));
  const entry = (name: string, content: string, type = '0'): Buffer => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write(type, 156);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    return Buffer.concat([header, body]);
  };
  const tar = [entry('package/a.js', 'x'.repeat(600)), entry('package/dist', '', '5'), entry('package/b', 'yy')];
  const path = join(folder, 'a.tgz');
  writeFileSync(path, gzipSync(Buffer.concat([...tar, Buffer.alloc(1024)])));
  expect(tarballSizes(path)).toMatchObject({ unpackedBytes: 602, files: { 'a.js': 600, b: 2 } });
  rmSync(folder, { recursive: true });
});
