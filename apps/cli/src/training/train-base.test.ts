import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../load-model.ts';
import { runMain, runsFolder } from '../test/run-main.ts';
import { toyBaseArgs, toyFile, toyTexts, trainToyBase } from '../test/toy-base.ts';

const env = { RECYCLEGPT_CACHE: join(runsFolder, 'cache') };
const bytesOf = (run: string, file: string): Buffer => readFileSync(join(runsFolder, run, file));

describe('train', () => {
  it('makes a folder that opens as a model with its module, and both have learnt', async () => {
    const { code, stdout, stderr } = await trainToyBase('whole', ['--json']);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ isComplete: true, step: report.totalSteps });
    expect(report.best.score).toBeLessThan(1.2);
    expect(stderr).toMatch(/at the speed just measured/);
    expect(stderr).toMatch(/“.*”/);
    using model = await loadModel(join(runsFolder, 'whole'), { env, threads: 1 });
    expect(model.recycle).toMatchObject({ weightsMatch: true });
    const options = { maxTokens: 24, temperature: 0 } as const;
    const plain = await model.generate('cat dog elk', { ...options, scheduler: 'autoregressive' }).result;
    const drafters = model.createDrafters().filter(({ name }) => name === 'recycle');
    const drafted = await model.generate('cat dog elk', { ...options, scheduler: 'verified', drafters }).result;
    expect(plain.text).toContain(' fox gnu hen');
    expect(drafted.tokenIds).toEqual(plain.tokenIds);
    expect(drafted.stats.acceptanceByPosition[0]).toBeGreaterThan(0.7);
  }, 120_000);

  it('a run that was stopped goes on to the same bytes', async () => {
    await trainToyBase('unbroken', ['--max-steps', '40']);
    const first = await runMain([...toyBaseArgs('broken'), '--max-steps', '40'], { interruptAt: /Step 20:/ });
    expect(first.code).toBe(130);
    expect(first.stderr).toContain('the same command goes on from there');
    const second = await trainToyBase('broken', ['--max-steps', '40']);
    expect({ code: second.code, stderr: second.stderr }).toMatchObject({ code: 0 });
    expect(second.stderr).toMatch(/Going on after step 2\d/);
    for (const file of ['tokenizer.json', 'config.json', 'model.safetensors'])
      expect(bytesOf('broken', file).equals(bytesOf('unbroken', file)), file).toBe(true);
    const other = await runMain([...toyBaseArgs('broken').map((arg) => (arg === '0.01' ? '0.02' : arg))]);
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/other options: --learning-rate[\s\S]*0\.01[\s\S]*0\.02/);
  }, 120_000);

  it('a loss that is no number ends it, with the batch saved for a look', async () => {
    // Rates beyond float32 in the very first steps.
    const wild = toyBaseArgs('wild').map((arg) => (arg === '0.01' ? '1e30' : arg));
    const { code, stderr } = await runMain(wild);
    expect(code).toBe(1);
    expect(stderr).toMatch(/(loss|gradient) is not a number/);
    const [, file = ''] = /its batch is kept in (\S+)/.exec(stderr) ?? [];
    expect(file).toMatch(/^training\/rejected-batch-\d+\.safetensors$/);
    expect(bytesOf('wild', file).length).toBeGreaterThan(1000);
  }, 120_000);

  it('the paper preset has the paper’s module', async () => {
    const data = ['--data', toyFile('paper.txt', toyTexts(40).join('\n\n'))];
    const args = ['--size', 'paper', '--vocab', '300', '--seq', '16', '--batch', '1', '--max-steps', '1'];
    const out = join(runsFolder, 'paper');
    const { code, stderr } = await runMain([
      'train',
      ...data,
      ...args,
      '--out',
      out,
      '--validate-every',
      '1',
      '--threads',
      '1',
    ]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    using model = await loadModel(out, { env, threads: 1 });
    expect(model.recycle?.config).toMatchObject({
      ...{ entry: 'joined', feedback: 'raw', head: 'shared', fusion: 'none', tappedLayers: [5], layers: 1 },
    });
    expect(model.recycle?.shareOfBase).toBeGreaterThan(0.12);
    expect(model.recycle?.shareOfBase).toBeLessThan(0.2);
  }, 120_000);
});

describe('train refuses, naming the option', () => {
  it.each([
    [[], 2, '--data'],
    [['--data', 'x.txt'], 2, '--out'],
    [['--data', 'no-such-file.txt', '--out', 'OUT'], 1, 'no-such-file.txt'],
    [['--data', 'TEXT', '--out', 'OUT', '--size', 'large'], 2, '--size'],
    [['--data', 'TEXT', '--out', 'OUT', '--size', 'tiny', '--config', 'c.json'], 2, '--config'],
    [['--data', 'TEXT', '--out', 'OUT', '--tokenizer', 't.json', '--vocab', '512'], 2, '--vocab'],
    [['--data', 'TEXT', '--out', 'OUT', '--no-module', '--steps', '2'], 2, '--steps'],
    [['--data', 'TEXT', '--out', 'OUT', '--epochs', '2', '--hours', '1'], 2, '--hours'],
    [['--data', 'TEXT', '--out', 'OUT', '--taps', '1,2'], 2, '--taps'],
    [['--data', 'TEXT', '--out', 'OUT', '--format', 'int8'], 2, '--format'],
    [['--data', 'TEXT', '--out', 'OUT', '--config', 'no-config.json', '--vocab', '260'], 1, '--config no-config.json'],
    [['--data', 'TEXT', '--out', 'OUT', '--tokenizer', 'no-tokenizer.json'], 1, '--tokenizer no-tokenizer.json'],
    [['--data', 'TEXT', '--out', 'FILE/below', '--vocab', '260'], 1, 'refused.txt'],
    [['--data', 'TEXT', '--out', 'OUT', '--seq', '4000', '--vocab', '260'], 2, '--data'],
    [['module', '--out', 'OUT'], 2, '--base'],
    [['module', '--base', 'x', '--out', 'OUT', '--size', 'tiny'], 2, '--size'],
    [['module', '--base', 'x', '--out', 'OUT', '--cache-bytes', 'much'], 2, '--cache-bytes'],
    [['module', '--base', 'x', '--out', 'OUT', '--taps', '3,1'], 2, '--taps'],
    [['module', '--base', 'x', '--out', 'OUT', '--prompts', 'a', '--answers', 'b'], 2, '--prompts'],
    [['module', '--base', './no-such-model', '--out', 'OUT'], 1, 'no-such-model'],
  ])('%j', async (args, exit, message) => {
    const text = toyFile('refused.txt', 'some words of text.\n\nand some more of them.\n');
    const out = join(runsFolder, `refused-${args.join('').replaceAll(/\W/g, '')}`);
    const given = args.map((arg) =>
      arg
        .replace(/^TEXT$/, text)
        .replace(/^OUT$/, out)
        .replace(/^FILE/, text),
    );
    const { code, stdout, stderr } = await runMain(['train', ...given]);
    expect({ code, stdout, stderr }).toMatchObject({ code: exit, stdout: '' });
    expect(stderr).toContain(message);
  });
});
