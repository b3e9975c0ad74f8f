import { expect, test } from 'vitest';
import { runReadme } from './test/run-readme.ts';

test('the example of the README prints what its comments say', async () => {
  const { readme, printed } = await runReadme();
  const result = /console\.log\(turned.*\/\/ (.*)$/m.exec(readme)?.[1];
  const refusal = /^\/\/ (A feed is missing.*)$/m.exec(readme)?.[1];
  expect(printed.split('\n')).toEqual([result, refusal]);
});
