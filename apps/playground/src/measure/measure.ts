// Measures the page with its storyteller: `measure.ts [first-text] [main-thread] [loads] [chat] [--tokens N]`; without names all.
// An hour's chat is `measure.ts chat --tokens 100000`.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { formatBytes } from '../shared/format.ts';
import { type OpenPlayground, openPlayground } from '../test/open-playground.ts';
import { measureFirstText, type Opening } from './first-text.ts';
import { writeForLong } from './long-chat.ts';
import { watchMainThread } from './main-thread.ts';
import { measureLoads } from './model-loads.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tokens: { type: 'string', default: '5000' } },
});

const measures: Readonly<Record<string, (playground: OpenPlayground) => Promise<string>>> = {
  'first-text': async (playground) => {
    const { cold, warm } = await measureFirstText(playground, { numCold: 5, numWarm: 2 });
    return `first text in a new browser ${describe(cold)}; in one that knows the page ${describe(warm)}`;
  },
  'main-thread': async (playground) => {
    const page = await playground.open('#/write');
    await page.getByRole('button', { name: 'Inside' }).click();
    const tell = await watchMainThread(page);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByRole('button', { name: 'Write on' }).waitFor();
    const { longTasksMs, busyMsPerPicture } = await tell();
    await page.close();
    const tasks = longTasksMs.length === 0 ? 'none' : longTasksMs.map((ms) => `${ms.toFixed(0)} ms`).join(', ');
    return `while a text is written: tasks over 50 ms: ${tasks}; ${busyMsPerPicture.toFixed(1)} ms on the processor a picture`;
  },
  loads: async (playground) => {
    const page = await playground.open('#/write');
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByRole('button', { name: 'Write on' }).waitFor();
    const { beforeBytes, afterBytes } = await measureLoads(playground.browser, page, 10);
    await page.close();
    return `memory ${formatBytes(beforeBytes)}, after each of ten loads ${afterBytes.map(formatBytes).join(', ')}`;
  },
  chat: async (playground) => {
    const page = await playground.open('#/write');
    const options = { numTokens: Number(values.tokens), looks: 10 };
    const { numTokens, rewinds, memoryBytes } = await writeForLong(playground.browser, page, options);
    await page.close();
    return `${numTokens} tokens, ${rewinds} times to the limit and back: memory ${memoryBytes.map(formatBytes).join(', ')}`;
  },
};

const names = positionals.length === 0 ? Object.keys(measures) : positionals;
const unknown = names.find((name) => measures[name] === undefined);
if (unknown !== undefined)
  throw new Error(`There is no measure ${unknown}. Expected ${Object.keys(measures).join(', ')}.`);
const playground = await openPlayground(undefined);
try {
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores; Chromium ${playground.browser.version()}`);
  for (const name of names) console.log(`${name}: ${await measures[name]?.(playground)}`);
} finally {
  await playground.close();
}

function describe(openings: readonly Opening[]): string {
  const computed = spread(openings.map(({ processorMs }) => processorMs));
  return `after ${spread(openings.map(({ ms }) => ms))}, of which all cores computed ${computed}`;
}

/** Median and extremes. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const seconds = (ms = Number.NaN): string => `${(ms / 1000).toFixed(2)} s`;
  return `${seconds(sorted[sorted.length >> 1])} (${seconds(sorted[0])} to ${seconds(sorted.at(-1))})`;
}
