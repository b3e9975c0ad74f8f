import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandList, type ListedCommand } from './command-list.ts';
import { commandHelp } from './help.ts';
import { packageVersion } from './package-version.ts';
import { createStyle } from './terminal/style.ts';
import { jsonLines, runCli, temporaryFile } from './test/run-cli.ts';

/** Runs a command that has to go well. */
async function stdoutOf(args: readonly string[], options: Parameters<typeof runCli>[1] = {}): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, options);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

describe('help', () => {
  it('greets and shows what to do next', async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('recyclegpt pull smollm2');
    expect(stdout).not.toContain('\x1b');
  });

  it('tells the version, the commands and the exit codes', async () => {
    expect(await stdoutOf(['--version'])).toBe(`${await packageVersion()}\n`);
    const help = await stdoutOf(['--help']);
    for (const name of Object.keys(commandList)) expect(help).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(help).toContain('130 interrupted');
  });

  it('of a command is printed by it', async () => {
    expect(await stdoutOf(['chat', '--help'])).toBe(await stdoutOf(['help', 'chat']));
  });

  it.each(Object.keys(commandList))('of %s has usage, options, examples and exit codes', async (name) => {
    const help = commandHelp(await (commandList[name] as ListedCommand).load(), createStyle(false));
    for (const part of [`recyclegpt ${name}`, 'Usage', 'Options', '--help', 'Examples', 'Exit codes'])
      expect(help).toContain(part);
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});

describe('wrong use ends with 2, names what is wrong and prints nothing on standard output', () => {
  it.each([
    [['genrate'], 'Did you mean `recyclegpt generate`?'],
    [['generate', '--max-token', '3'], 'Did you mean --max-tokens?'],
    [['generate', 'hi', '--temperature', '-1'], '--temperature'],
    [['generate', 'hi', '--top-k', '5'], '--top-k'],
    [['generate', 'hi', '--scheduler', 'adaptiv'], 'Did you mean adaptive?'],
    [['generate', 'hi', '--scheduler', 'alternating'], 'needs a recycle module'],
    [['generate', 'hi', '--scheduler', 'alternating', '--recycle', 'none'], '--recycle none leaves it none'],
    [['generate', 'hi', '--prompt', 'ho'], 'given twice'],
    [['generate', 'hi', '--threads', '2', '--backend', 'reference'], '--threads'],
    [['chat', '--raw', '--system', 'Be brief.'], '--raw leaves no place'],
    [['pull'], 'no model to pull'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('files that cannot be used end with 1', () => {
  it.each([
    [['generate', 'hi', '--model', './nothing.gguf'], 'not found'],
    [['generate', 'hi', '--model', 'no-such-model'], 'RECYCLEGPT_MODELS'],
    [['inspect', '.'], 'holds no model'],
    [['generate', 'hi', '--recycle', './nothing.safetensors'], 'nothing.safetensors'],
    [['generate', 'hi', '--recycle', './bin.ts'], 'not a safetensors file'],
    [['generate', '--prompts', './nothing.jsonl'], 'nothing.jsonl'],
    [['generate', 'hi', '--scheduler', './nothing.mjs'], 'nothing.mjs'],
    [['remove', 'smollm2'], 'not in the cache'],
    [['pull', 'smollm2', '--offline'], '--offline'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args, { cwd: import.meta.dirname });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('shows the stack with --verbose', async () => {
    const { stderr } = await runCli(['generate', 'hi', '--model', './nothing.gguf', '--verbose']);
    expect(stderr).toMatch(/^\s+at /m);
  });

  it('names the line of a file of prompts', async () => {
    const file = temporaryFile('bad.jsonl');
    writeFileSync(file, '{"prompt":"a"}\n{"text":"b"}\n');
    expect((await runCli(['generate', '--prompts', file])).stderr).toContain(`${file}, line 2`);
  });
});

describe('generate with the seeded model', () => {
  const settings = ['--max-tokens', '12', '--temperature', '0.8', '--seed', '5'];

  it('takes the prompt from words, --prompt and a pipe, and writes the same text for the same seed', async () => {
    const texts = await Promise.all([
      stdoutOf(['generate', 'the', 'little fox', ...settings]),
      stdoutOf([
        'generate',
        '--prompt',
        'the little fox',
        ...settings,
        '--scheduler',
        'verified',
        '--draft-length',
        '4',
      ]),
      stdoutOf(['generate', ...settings, '--scheduler', 'autoregressive'], { stdin: 'the little fox\n' }),
    ]);
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).toMatch(/\S.*\n$/);
  });

  it('prints one JSON document with --json, and says on standard error that the model is a random one', async () => {
    const { code, stdout, stderr } = await runCli([
      'generate',
      'the little fox',
      '--json',
      '--show-rounds',
      '--max-tokens',
      '8',
    ]);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      finishReason: 'max-tokens',
      model: { isSeeded: true },
      stats: { newTokens: 8, departures: 0 },
    });
    expect(answer.tokenIds).toHaveLength(8);
    expect(answer.promptTokenIds).toHaveLength(answer.stats.promptTokens);
    expect(
      answer.rounds.flatMap((round: { tokens: { text: string }[] }) => round.tokens.map(({ text }) => text)).join(''),
    ).toBe(answer.text);
    const stats = [
      'prefillMs',
      'decodeMs',
      'basePasses',
      'drafted',
      'accepted',
      'meanAcceptedTokens',
      'tokensPerSecond',
      'exactness',
    ];
    expect(Object.keys(answer.stats)).toEqual(expect.arrayContaining(stats));
    expect(stderr).toContain('random weights');
  });

  it('prints a line for each prompt; one that is too long does not stop the others', async () => {
    const file = temporaryFile('prompts.jsonl');
    const lines = [{ id: 'a', prompt: 'the fox' }, { id: 2, prompt: 'fox '.repeat(900) }, { prompt: 'the bird' }];
    writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n`);
    const { code, stdout } = await runCli(['generate', '--prompts', file, '--json', '--max-tokens', '3']);
    const answers = jsonLines(stdout);
    expect(code).toBe(1);
    expect(answers.map(({ id }) => id)).toEqual(['a', 2, undefined]);
    expect(answers.map(({ tokenIds }) => tokenIds?.length)).toEqual([3, undefined, 3]);
    expect(answers[1].error).toContain('context');
  });

  it('marks drafted words and ends with a summary', async () => {
    const stdout = await stdoutOf(['generate', 'the fox the fox', '--max-tokens', '24', '--compare'], {
      env: { NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/\[\w+/);
    for (const part of ['passes', 'kept at position', 'departures', 'time', 'against plain', 'same text'])
      expect(stdout).toContain(part);
    expect(stdout).not.toContain('\x1b');
    expect(
      await stdoutOf(['generate', 'the fox', '--max-tokens', '24', '--show-rounds'], { env: { FORCE_COLOR: '1' } }),
    ).toContain('\x1b[4m');
  });

  it('writes several texts from one prompt, each that of its own seed', async () => {
    const sampled = ['generate', 'the fox', '--max-tokens', '6', '--temperature', '1.2', '--json'];
    const stdout = await stdoutOf([...sampled, '--count', '3', '--seed', '7']);
    const several = jsonLines(stdout);
    const alone = JSON.parse(await stdoutOf([...sampled, '--seed', '8']));
    expect(several.map(({ seed }) => seed)).toEqual([7, 8, 9]);
    expect(several[1].tokenIds).toEqual(alone.tokenIds);
    expect(new Set(several.map(({ text }) => text)).size).toBeGreaterThan(1);
    expect(await stdoutOf(['generate', 'the fox', '--count', '2', '--temperature', '1', '--max-tokens', '4'])).toMatch(
      /^--- text 1 of 2, seed 0\n[\s\S]+--- text 2 of 2, seed 1\n/,
    );
  });

  it.each([
    [['--count', '2'], /temperature/],
    [['--count', '2', '--temperature', '1', '--show-rounds'], /--count, --show-rounds/],
    [['--count', '2', '--temperature', '1', '--compare'], /--count, --compare/],
    [['--count', '0'], /--count/],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(['generate', 'the fox', ...args]);
    expect([code === 0, stdout]).toEqual([false, '']);
    expect(stderr).toMatch(message);
  });

  it.each(['mine.mjs', 'mine.ts'])("takes a user's scheduler from %s", async (name) => {
    const file = temporaryFile(name);
    const type = name.endsWith('.ts')
      ? ': { check(draft: unknown): unknown; draft(length: number): Promise<unknown> }'
      : '';
    writeFileSync(file, `export const scheduler = async (round${type}) => round.check(await round.draft(3));`);
    const answer = JSON.parse(
      await stdoutOf(['generate', 'the fox', '--max-tokens', '12', '--scheduler', file, '--json']),
    );
    expect(answer.stats).toMatchObject({ scheduler: file, newTokens: 12, departures: 0 });
  });
});

describe('as a good neighbour of other programs', () => {
  it('ends quietly when the reader has gone', async () => {
    const { code, stderr } = await runCli(['generate', 'the fox', '--max-tokens', '400'], {
      onOutput: (_text, child) => child.stdout?.destroy(),
    });
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
  });

  it('ends with 130 and no stack on Ctrl-C, keeping what was written', async () => {
    const { code, stdout, stderr } = await runCli(
      ['generate', 'the fox', '--max-tokens', '480', '--backend', 'reference'],
      {
        onOutput: (_text, child) => void (child.killed || child.kill('SIGINT')),
      },
    );
    expect(code).toBe(130);
    expect(stdout).toMatch(/\S\n$/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

it('the demo compares, and says that the model is a random one', async () => {
  const { code, stdout, stderr } = await runCli(['demo', '--model', 'random']);
  expect(code).toBe(0);
  for (const part of ['base passes', 'recycled words', 'yes, token for token', 'speed-up', 'recyclegpt pull smollm2'])
    expect(stdout).toContain(part);
  expect(stderr).toContain('random weights');
});

it('list, inspect and tokenize print JSON', async () => {
  const [list, inspection, tokens] = await Promise.all([
    stdoutOf(['list', '--json']),
    stdoutOf(['inspect', '--json', '--tensors']),
    stdoutOf(['tokenize', 'the fox', '--json']),
  ]);
  expect(JSON.parse(list)).toMatchObject({ models: [] });
  const { config, numTensors, tensors, tokenizer } = JSON.parse(inspection);
  expect([config.layers, tensors.length, tokenizer.vocabSize]).toEqual([2, numTensors, config.vocab]);
  const { tokenIds, pieces } = JSON.parse(tokens);
  expect(pieces.join('')).toBe('the fox');
  expect(tokenIds).toHaveLength(pieces.length);
});
