import { expect, test } from 'vitest';
import { runReadme } from './test/run-readme.ts';

test('the example of the README prints what the README says', async () => {
  const { readme, printed } = await runReadme();
  const graph = /```text\n([\s\S]*?)\n```/.exec(readme)?.[1] ?? '';
  const comments = [...readme.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map((match) => match[1]);
  expect(printed).toBe([graph, ...comments].join('\n'));
});
