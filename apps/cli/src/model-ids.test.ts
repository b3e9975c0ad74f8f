import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubProcess, startHubProcess } from './test/hub-process.ts';
import { type MainOptions, type MainResult, runMain, runsFolder } from './test/run-main.ts';
import { toyFile, toyTexts, trainToyBase } from './test/toy-base.ts';

const id = 'org/toy';
const home = join(runsFolder, 'hf-home');
let hub: HubProcess;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  expect(await trainToyBase('toy')).toMatchObject({ code: 0 });
  hub = await startHubProcess(join(runsFolder, 'toy'), id);
  env = { HF_ENDPOINT: hub.origin, HF_HOME: home };
}, 300_000);
afterAll(() => hub[Symbol.dispose]());

async function run(args: readonly string[], options: MainOptions = {}): Promise<MainResult> {
  const result = await runMain(args, { ...options, env });
  expect(result.code, `recyclegpt ${args.join(' ')}\n${result.stderr}`).toBe(0);
  return result;
}

describe('a model id', () => {
  it('is told to be pulled first, is then pulled with the module that was trained on it, and lies in the cache alone', async () => {
    const before = await runMain(['generate', 'ant', '--model', id], { env });
    expect(before).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`recyclegpt pull ${id}`) });
    const { stdout, stderr } = await run(['pull', id]);
    expect(stdout).toMatch(/^Pulled: org\/toy@main\n/);
    expect(stdout).toContain('With its recycle module:');
    expect(stderr).toMatch(/Taking \d files.*safetensors, with config and tokenizer/);
    expect(stderr).toContain('trained on this model');
    expect(readdirSync(home)).toEqual(['hub']);
  });

  const few = ['--max-tokens', '8', '--threads', '1'];
  const prompts = toyFile('id-prompts.jsonl', '{"prompt": "ant bee cat"}\n{"prompt": "jay kite lynx"}\n');
  const texts = toyFile('id-texts.txt', toyTexts(20).join('\n\n'));

  it.each<[string, readonly string[], RegExp]>([
    ['generate', ['generate', 'ant bee cat', '--model', id, '--raw', ...few], /dog/],
    ['chat', ['chat', '--model', id, '--raw', ...few], /\S/],
    ['bench', ['bench', '--model', id, '--prompts', prompts, '--repeats', '1', ...few], /autoregressive/],
    ['evaluate', ['evaluate', '--model', id, '--data', texts, '--threads', '1'], /bits per byte/i],
    ['evaluate --judge', ['evaluate', '--model', id, '--judge', id, '--prompts', prompts, ...few], /autoregressive/],
    ['inspect', ['inspect', id], /safetensors/],
    ['tokenize', ['tokenize', 'ant bee', '--model', id], /\d/],
    ['doctor', ['doctor', id, '--threads', '1'], /T\(16\)/],
    ['verify', ['verify', id], /\d of \d files whole/],
  ])('goes where a path goes: %s', { timeout: 120_000 }, async (_name, args, expected) => {
    const { stdout } = await run(args, { stdin: ['ant bee cat'] });
    expect(stdout).toMatch(expected);
  });

  it('names a recycle module too, in --recycle', async () => {
    const [file] = readdirSync(join(runsFolder, 'toy')).filter((name) => name.endsWith('recycle.safetensors'));
    const args = ['generate', 'ant bee cat', '--model', id, '--raw', '--json', ...few];
    const { stdout } = await run([...args, '--recycle', `${id}:${file}`]);
    expect(JSON.parse(stdout).stats.drafters).toContain('recycle');
  });

  it('is a base to learn from, in train module --base', { timeout: 300_000 }, async () => {
    const lines = toyTexts(60).map((text) => JSON.stringify({ prompt: text.split(' ').slice(0, 4).join(' ') }));
    const many = toyFile('id-many.jsonl', lines.join('\n'));
    const made = ['--out', join(runsFolder, 'id-module'), '--prompts', many, '--max-tokens', '20'];
    const sizes = [
      '--draft-vocab',
      '64',
      '--epochs',
      '1',
      '--batch',
      '4',
      '--seq',
      '48',
      '--steps',
      '2',
      '--threads',
      '1',
    ];
    await run(['train', 'module', '--base', id, ...made, ...sizes]);
    expect(readdirSync(join(runsFolder, 'id-module')).join()).toContain('recycle.safetensors');
  });

  it('is removed, and then not found any more', async () => {
    await run(['remove', id]);
    expect(await runMain(['inspect', id], { env })).toMatchObject({ code: 1 });
  });
});
