import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contractRules } from './contract-rules.ts';
import { seededRandom } from './seeded-random.ts';

const packages = fileURLToPath(new URL('../../', import.meta.url));

/** Sources of suites and tests in all packages. */
function testSources(): string {
  const folders = readdirSync(packages).map((name) => join(packages, name, 'src'));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.test\.ts$|-suite\.ts$/.test(file))
      .map((file) => join(folder, file)),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

describe('contract rules', () => {
  const sources = testSources();

  it.each(contractRules.map(({ id, rule }) => [id, rule] as const))('%s has a test: %s', (id) => {
    expect(sources.includes(`[${id}]`)).toBe(true);
  });

  it('no test names a rule that is not there', () => {
    const named = new Set([...sources.matchAll(/\[((?:ST|SS|SC|SE|B|M|T)\d+)\] /g)].map(([, id]) => id));
    expect([...named].filter((id) => !contractRules.some((rule) => rule.id === id))).toEqual([]);
  });
});

describe('seeded random numbers', () => {
  it('repeat, and cover their range', () => {
    const [a, b, other] = [seededRandom(5), seededRandom(5), seededRandom(6)];
    const numbers = Array.from({ length: 1000 }, () => a.next());
    expect(Array.from({ length: 1000 }, () => b.next())).toEqual(numbers);
    expect(other.next()).not.toBe(numbers[0]);
    expect(Math.min(...numbers)).toBeLessThan(0.01);
    expect(Math.max(...numbers)).toBeGreaterThan(0.99);
    expect(new Set(Array.from({ length: 200 }, () => a.below(7)))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(a.floats(500).every((value) => value >= -1 && value < 1)).toBe(true);
  });
});
