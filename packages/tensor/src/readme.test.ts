import { expect, test } from 'vitest';
import { runReadme } from './test/run-readme.ts';

/** Texts that the README shows as printed, in order. */
function printedTexts(readme: string): readonly string[] {
  return [...readme.matchAll(/```text\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '');
}

test('the example of the README prints what the README says', async () => {
  const { readme, printed } = await runReadme();
  const comments = [...readme.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map((match) => match[1]);
  expect(printed).toBe([printedTexts(readme)[0], ...comments].join('\n'));
});

test('so does the example of gradients', async () => {
  const { readme, printed } = await runReadme('gradients.mjs');
  expect(printed).toBe(printedTexts(readme)[1]);
});
