import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as schedulers from './index.ts';

it('the example of the README writes one text three times, in fewer passes with drafts', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const code = /```js\n(.*?)```/s.exec(readme)![1]!;
  const [, names, body] = /^import \{(.*?)\} from '@recyclegpt\/schedulers';\n(.*)$/s.exec(code)!;
  const lines: string[] = [];
  const AsyncFunction = (async () => undefined).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  await new AsyncFunction('schedulers', 'console', `const {${names}} = schedulers;\n${body}`)(schedulers, {
    log: (line: string) => lines.push(line),
  });
  const results = lines.filter((line) => line.includes(' passes, '));
  const texts = results.map((line) => line.replace(/^.*departures: /s, ''));
  const passes = results.map((line) => Number(/(\d+) passes/.exec(line)![1]));
  expect(results).toHaveLength(3);
  expect(new Set(texts).size).toBe(1);
  expect(passes[0]).toBe(60);
  expect(Math.max(passes[1]!, passes[2]!)).toBeLessThan(50);
});
