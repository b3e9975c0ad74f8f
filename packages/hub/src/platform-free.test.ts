import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('./', import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/\.test\.ts$|^node[./\\]|^test[/\\]/.test(name),
);

test.each(sources)('%s runs outside of Node', (name) => {
  const code = readFileSync(new URL(name, folder), 'utf8');
  expect(code).not.toMatch(/from 'node:|from '\.\/node|\bprocess\.|\bBuffer\b/);
});
