import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBackend } from '@recyclegpt/backend-node';
import { createModel, seededRecycle } from '@recyclegpt/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, openNamed } from '../load-model.ts';
import { runMain, runsFolder } from '../test/run-main.ts';
import { toyFile, toyTexts, trainToyBase } from '../test/toy-base.ts';

const base = join(runsFolder, 'base');
const env = { RECYCLEGPT_CACHE: join(runsFolder, 'cache') };
const shape = ['--draft-vocab', '64', '--batch', '4', '--seq', '48', '--steps', '2', '--threads', '1'];
const times = ['--epochs', '4', '--learning-rate', '0.01', '--validate-every', '10'];

beforeAll(async () => {
  const { code, stderr } = await trainToyBase('base', ['--no-module']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
}, 120_000);

function promptsFile(name: string): string {
  const lines = toyTexts(140).map((text, i) =>
    JSON.stringify({
      prompt: text
        .split(' ')
        .slice(0, 2 + (i % 3))
        .join(' '),
    }),
  );
  return toyFile(name, lines.join('\n'));
}

function moduleArgs(out: string, texts: readonly string[]): readonly string[] {
  return ['train', 'module', '--base', base, '--out', join(runsFolder, out), ...texts, ...shape, ...times];
}

const shardsIn = (run: string): readonly string[] => readdirSync(join(runsFolder, run, 'training/teacher')).sort();

describe('train module', () => {
  it('makes a module from a model and prompts, and measures it above one of random weights', async () => {
    const texts = ['--prompts', promptsFile('prompts.jsonl'), '--max-tokens', '20'];
    const { code, stdout, stderr } = await runMain([...moduleArgs('module', texts), '--json']);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ isComplete: true, step: report.totalSteps });
    expect(report.data.texts).toBeGreaterThan(100);
    expect(report.measured.byPosition[0]).toBeGreaterThan(0.7);
    expect(report.measured.tokensPerPass).toBeGreaterThan(2);
    expect(Math.abs(report.measured.byPosition[0] - report.simulated['acceptance.1'])).toBeLessThan(0.25);
    expect(stderr).toMatch(/Training a module on 140 prompts for 4 epochs: about/);
    expect(await randomAcceptance()).toBeLessThan(0.3);
    using model = await loadModel(base, { env, threads: 1, recycle: report.file });
    expect(model.recycle).toMatchObject({ weightsMatch: true, config: { draftVocab: 64, layers: 1 } });
    expect(model.recycle?.about).toMatchObject({ recipe: { steps: 2, epochs: 4 }, scores: { step: report.best } });
  }, 120_000);

  it('that is stopped while prompts are answered or while it trains goes on to the same module', async () => {
    const texts = ['--prompts', promptsFile('prompts.jsonl'), '--max-tokens', '20'];
    const first = await runMain([...moduleArgs('stopped', texts), '--max-steps', '15'], {
      interruptAt: /speed just measured/,
    });
    expect(first.code).toBe(130);
    const second = await runMain(moduleArgs('stopped', texts), { interruptAt: /Step 10:/ });
    expect(second.code).toBe(130);
    expect(second.stderr).toMatch(/the same command goes on/);
    const third = await runMain(moduleArgs('stopped', texts));
    expect({ code: third.code, stderr: third.stderr }).toMatchObject({ code: 0 });
    expect(third.stderr).toMatch(/Going on after step 1\d/);
    const bytes = (run: string) => readFileSync(join(runsFolder, run, 'recycle.safetensors'));
    expect(shardsIn('stopped')).toEqual(shardsIn('module'));
    expect(bytes('stopped').equals(bytes('module'))).toBe(true);
  }, 120_000);

  it('learns from answers that were written already, within its room on the disk', async () => {
    using opened = await openNamed(base, { env });
    const lines = toyTexts(100).map((text) => {
      const tokenIds = opened.tokenizer.encode(text).slice(0, 30);
      return JSON.stringify({ tokenIds, promptTokens: 3 });
    });
    const texts = [
      '--answers',
      toyFile('answers.jsonl', lines.join('\n')),
      '--cache-bytes',
      '300kB',
      '--max-steps',
      '4',
    ];
    const { code, stdout, stderr } = await runMain(
      [...moduleArgs('answers', texts), '--validate-every', '4', '--json'].filter(once()),
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ step: 4, isComplete: false });
    const sizes = shardsIn('answers').map((name) => statSync(join(runsFolder, 'answers/training/teacher', name)).size);
    expect(sizes.length).toBeLessThan(2);
  }, 120_000);

  it.each([
    [['--taps', '0,7'], '--taps', '0 to 1'],
    [['--draft-vocab', '9999'], '--draft-vocab', '320'],
    [['--seq', '64'], '--seq', '64'],
    [[], '--prompts', 'chat template'],
    [['--answers', 'ANSWERS'], 'line 2, field promptTokens', '1 to 3'],
  ])('refuses %j', async (args, where, expected) => {
    const answers = toyFile(
      'bad.jsonl',
      '{"tokenIds":[1,2,3],"promptTokens":1}\n{"tokenIds":[1,2,3],"promptTokens":9}\n',
    );
    const given = args.map((arg) => (arg === 'ANSWERS' ? answers : arg));
    const out = join(runsFolder, `refused-${where.replaceAll(/\W/g, '')}`);
    const { code, stderr } = await runMain([
      'train',
      'module',
      '--base',
      base,
      '--out',
      out,
      '--threads',
      '1',
      ...given,
    ]);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(where);
    expect(stderr).toContain(expected);
  });
});

/** Keeps the last of options that are given twice. */
function once(): (arg: string, index: number, all: readonly string[]) => boolean {
  return (_, index, all) => {
    const name = all[index]?.startsWith('--') === true ? all[index] : all[index - 1];
    if (name !== '--validate-every') return true;
    return all.lastIndexOf(name) <= index;
  };
}

/** How often the first token of a draft of random weights is kept. */
async function randomAcceptance(): Promise<number> {
  const opened = await openNamed(base, { env });
  const backend = await nodeBackend({ threads: 1 });
  using model = await createModel({
    opened,
    backend,
    recycle: await seededRecycle(opened, { config: { draftVocab: 64 } }),
  });
  const drafters = model.createDrafters().filter(({ name }) => name === 'recycle');
  const options = { maxTokens: 30, temperature: 0, scheduler: 'verified', drafters } as const;
  const { stats } = await model.generate('cat dog elk', options).result;
  return stats.acceptanceByPosition[0] ?? 0;
}
