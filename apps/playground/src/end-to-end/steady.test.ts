// Memory comes back after loads, and a long text holds it: the short forms of what `measure.ts` measures for hours.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeForLong } from '../measure/long-chat.ts';
import { measureLoads } from '../measure/model-loads.ts';
import { type OpenPlayground, openPlayground } from '../test/open-playground.ts';

const slow = 600_000;
/** A runtime that is not given back is larger than this, and browsers keep some memory for later. */
const slackBytes = 40e6;
let playground: OpenPlayground;

beforeAll(async () => {
  playground = await openPlayground('no model');
}, slow);
afterAll(async () => {
  await playground?.close();
});

it('gives memory back when a model takes the place of another, ten times', { timeout: slow }, async () => {
  const page = await playground.open('#/write');
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await page.getByRole('button', { name: 'Write on' }).waitFor();
  const { beforeBytes, afterBytes } = await measureLoads(playground.browser, page, 10);
  expect(afterBytes).toHaveLength(10);
  expect(afterBytes.at(-1)).toBeLessThan(beforeBytes + slackBytes);
  await page.close();
});

it('holds memory over thousands of tokens, to the limit of the model and back', { timeout: slow }, async () => {
  const page = await playground.open('#/write');
  const { numTokens, rewinds, memoryBytes } = await writeForLong(playground.browser, page, {
    numTokens: 4000,
    looks: 4,
  });
  expect(numTokens).toBeGreaterThanOrEqual(4000);
  expect(rewinds).toBeGreaterThan(3);
  expect(memoryBytes.at(-1)).toBeLessThan((memoryBytes[0] ?? 0) + slackBytes);
  await page.close();
});
