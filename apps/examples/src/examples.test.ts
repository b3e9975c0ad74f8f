import { readdirSync, readFileSync } from 'node:fs';
import { referenceBackend } from '@recyclegpt/backend-reference';
import { createModel, type LanguageModel, seededModel } from '@recyclegpt/core';
import { createPassCosts, verified } from '@recyclegpt/schedulers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as acceptance from './custom-acceptance.ts';
import * as backend from './custom-backend.ts';
import * as draftLength from './custom-draft-length.ts';
import * as drafter from './custom-drafter.ts';
import * as processor from './custom-logits-processor.ts';
import * as scheduler from './custom-scheduler.ts';
import { exampleList } from './example-list.ts';

let model: LanguageModel;
beforeAll(async () => {
  model = await createModel({ opened: seededModel(), backend: referenceBackend() });
});
afterAll(() => model.dispose());

const programs = readdirSync(import.meta.dirname).filter((file) => /^(custom-.*\.ts|.*\.mjs)$/.test(file));

it('all are listed in the README and in the runner, and fit on a page', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  for (const file of programs) {
    expect(readme).toContain(`(src/${file})`);
    expect(readFileSync(new URL(file, import.meta.url), 'utf8').split('\n').length).toBeLessThanOrEqual(61);
  }
  const names = programs.filter((file) => file.endsWith('.ts')).map((file) => file.replace('.ts', ''));
  expect(Object.keys(exampleList).sort()).toEqual(names.sort());
});

it('the scheduler writes the plain text in fewer passes', async () => {
  const { isSameText, passes, passesOfPlain, text } = await scheduler.example(model);
  expect(isSameText).toBe(true);
  expect(text.length).toBeGreaterThan(50);
  expect(passes).toBeLessThan(passesOfPlain);
});

it('the drafter is right about a text that it knows, and changes nothing', async () => {
  const { isSameText, accepted, drafted, passes, passesOfPlain } = await drafter.example(model);
  expect(isSameText).toBe(true);
  expect(accepted).toBeGreaterThan(drafted / 2);
  expect(passes).toBeLessThan(passesOfPlain / 2);
});

it('the acceptance rule departs from the text, is counted, and takes fewer passes', async () => {
  const { departures, departuresOfExact, passes, passesOfExact } = await acceptance.example(model);
  expect(departuresOfExact).toBe(0);
  expect(departures).toBeGreaterThan(0);
  expect(passes).toBeLessThan(passesOfExact);
});

describe('the draft length', () => {
  it('goes as far as the pass costs allow, and one further after a draft that was kept', () => {
    const costs = createPassCosts({ baseMs: { 1: 10, 2: 11, 4: 13, 5: 20, 8: 40 } });
    const length = draftLength.withinBudget(1.3);
    expect(length({ last: undefined, costs, room: 16 })).toBe(3);
    expect(length({ last: undefined, costs, room: 2 })).toBe(2);
    const last = { drafted: [1, 2], rejected: false } as unknown as Parameters<typeof length>[0]['last'];
    expect(length({ last, costs, room: 16 })).toBe(4);
  });

  it('keeps the text', async () => {
    const { isSameText, lengths, passes } = await draftLength.example(model);
    expect(isSameText).toBe(true);
    expect(lengths).toHaveLength(passes);
  });

  it('is followed, whatever passes cost here', async () => {
    // On costs that are known: those of this machine may leave no draft.
    const costs = createPassCosts({ baseMs: { 1: 10, 2: 11, 4: 13, 5: 20, 8: 40 } });
    const length = draftLength.withinBudget(1.3);
    const wanted: number[] = [];
    const scheduler = verified({
      length: (context) => {
        wanted.push(length({ ...context, costs }));
        return wanted.at(-1) ?? 0;
      },
    });
    const drafted: number[] = [];
    const options = { maxTokens: 48, scheduler };
    for await (const round of model.generate('the fox and the bird and the fox and the bird', options).rounds)
      drafted.push(round.drafted.length);
    expect(Math.max(...drafted)).toBeGreaterThan(0);
    for (const [index, count] of drafted.slice(1).entries()) expect(count).toBeLessThanOrEqual(wanted[index] ?? 0);
  });
});

it('the processor bans what it says, with drafts as without', async () => {
  const { isSameText, repeats, repeatsWithout } = await processor.example(model);
  expect(isSameText).toBe(true);
  expect(repeatsWithout).toBeGreaterThan(0);
  expect(repeats).toBe(0);
});

it('the backend counts the passes of a text, which is that of the backend below', async () => {
  const { runs, rows, passes, promptTokens, text } = await backend.example();
  expect(runs).toBe(passes);
  expect(rows).toBe(promptTokens + passes - 1);
  const plain = await model.generate('the fox', { maxTokens: 24, scheduler: 'autoregressive' }).result;
  expect(text).toBe(plain.text);
});
