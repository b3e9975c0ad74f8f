import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { jsonLines, runCli, temporaryFile } from './test/run-cli.ts';

const script = (...lines: string[]) => ({ stdin: `${lines.join('\n')}\n` });
const raw = ['chat', '--raw', '--max-tokens', '6'];

describe('chat with the seeded model as plain text', () => {
  it('says what to do when the model has no chat template', async () => {
    const { code, stdout, stderr } = await runCli(['chat'], script('hello'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('recyclegpt chat --raw');
  });

  it('/undo takes a turn back: the same line then gets the same answer', async () => {
    const { code, stdout } = await runCli(
      raw,
      script('the fox', 'and then', '/undo', 'and then', '/exit', 'never read'),
    );
    const answers = stdout.trimEnd().split('\n');
    expect([code, answers.length]).toEqual([0, 3]);
    expect(answers[2]).toBe(answers[1]);
  });

  it('/fork keeps a copy, /switch goes to it and back', async () => {
    const lines = script('the fox', '/fork', 'the bird', '/switch', 'the bird', '/switch', '/undo', 'the bird');
    const { stdout, stderr } = await runCli(raw, lines);
    const [, ...birds] = stdout.trimEnd().split('\n');
    expect(birds).toHaveLength(3);
    expect(new Set(birds).size).toBe(1);
    expect(stderr).toContain('Kept a copy of 1 turn');
  });

  it('/save and /load go on where it was, in a file that is whole', async () => {
    const file = temporaryFile('a.chat');
    const first = await runCli(raw, script('the fox', `/save ${file}`, 'and then'));
    const second = await runCli(raw, script(`/load ${file}`, 'and then'));
    expect(second.stdout.trim()).toBe(first.stdout.trimEnd().split('\n')[1]?.trim());
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('refuses files that are no conversation, and goes on', async () => {
    const cut = temporaryFile('cut.chat');
    const whole = temporaryFile('whole.chat');
    await runCli(raw, script('the fox', `/save ${whole}`));
    writeFileSync(cut, readFileSync(whole).subarray(0, -40));
    const lines = script(
      'the fox',
      `/load ${cut}`,
      '/load nothing.chat',
      `/load ${dirname(cut)}`,
      '/sav x',
      `/save ${dirname(cut)}`,
      '/load',
      'the bird',
    );
    const { code, stdout, stderr } = await runCli(raw, lines);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    for (const part of ['nothing.chat', 'cut.chat', 'Did you mean /save?', '/load needs a file', 'cannot be written'])
      expect(stderr).toContain(part);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('tells that the context is full, and survives', async () => {
    const { code, stderr } = await runCli(raw, script('fox '.repeat(900), 'the fox', '/undo', '/help'));
    expect(code).toBe(0);
    expect(stderr).toContain('does not fit the context');
    expect(stderr).toContain('Undone');
  });

  it('stops an answer at the first Ctrl-C and leaves at the second', async () => {
    let signals = 0;
    const { code, stdout, stderr } = await runCli(['chat', '--raw', '--backend', 'reference'], {
      stdin: 'the fox\n',
      keepsStdinOpen: true,
      onOutput: (text, child) => {
        const isDue = signals === 0 || (signals === 1 && text.endsWith('\n'));
        if (isDue) signals += Number(child.kill('SIGINT'));
      },
    });
    expect(code).toBe(130);
    expect(stdout).toContain('\n');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('chat --json', () => {
  const linesOf = ({ stdout }: { readonly stdout: string }) => jsonLines(stdout);

  it('prints a line for each turn and each command, and nothing else', async () => {
    const said = script('the fox', '/undo', 'the bird', 'and then', '/fox');
    const lines = linesOf(await runCli([...raw, '--json'], said));
    expect(lines.map(({ type, turn, question, turns }) => [type, turn ?? turns, question])).toEqual([
      ['turn', 1, 'the fox'],
      ['command', 0, undefined],
      ['turn', 1, 'the bird'],
      ['turn', 2, 'and then'],
      ['command', 2, undefined],
    ]);
    const [first] = lines;
    expect(first).toMatchObject({ finishReason: 'max-tokens', model: { isSeeded: true } });
    expect(first.tokenIds).toHaveLength(6);
    expect(first.stats.newTokens).toBe(6);
    const plain = await runCli(raw, script('the bird', 'and then'));
    expect(
      lines.filter(({ turn, question }) => turn !== undefined && question !== 'the fox').map(({ text }) => text.trim()),
    ).toEqual(
      plain.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trim()),
    );
  });

  it('with --show-rounds prints every round while a turn is written, whose tokens are those of the turn', async () => {
    const lines = linesOf(await runCli([...raw, '--json', '--show-rounds'], script('the fox', 'and then')));
    for (const { turn, tokenIds } of lines.filter(({ type }) => type === 'turn')) {
      const rounds = lines.filter((line) => line.type === 'round' && line.turn === turn);
      expect(rounds.flatMap(({ tokens }) => tokens.map(({ id }: { id: number }) => id))).toEqual(tokenIds);
      expect(rounds[0]).toMatchObject({ drafted: [], times: { totalMs: expect.any(Number) } });
    }
    expect(lines.at(-1)).toMatchObject({ type: 'turn', turn: 2 });
  });

  it('tells what was refused on both outputs, and goes on', async () => {
    const result = await runCli([...raw, '--json'], script('fox '.repeat(900), '/load none.chat', 'the fox'));
    expect(result.code).toBe(0);
    expect(linesOf(result)).toMatchObject([
      { type: 'error', name: 'ContextOverflowError' },
      { type: 'error', name: 'FileError', message: expect.stringContaining('none.chat') },
      { type: 'turn', turn: 1 },
    ]);
    expect(result.stderr).toContain('does not fit the context');
  });
});

describe('the first chat, with nothing but what came along', () => {
  const first = { env: { RECYCLEGPT_MODEL: '' } };

  it('tells a story, says that it is no conversation, and what to fetch for one', async () => {
    const { code, stdout, stderr } = await runCli(['chat', '--max-tokens', '8'], {
      ...first,
      ...script('The little fox'),
    });
    expect(code).toBe(0);
    expect(stdout.trim()).not.toBe('');
    for (const part of ['storyteller', 'tells stories', 'recyclegpt pull smollm2']) expect(stderr).toContain(part);
  });

  it('refuses a system message, which a storyteller cannot follow', async () => {
    const refused = await runCli(['chat', '--system', 'Be brief.'], { ...first, ...script('hello') });
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('no chat template');
  });
});

describe.skipIf(!hasShared)(sharedTitle('chat with SmolLM2'), () => {
  const env = hasShared ? { RECYCLEGPT_MODELS: sharedFile('models') } : {};

  it('answers after /fork, /undo, /switch and a refused /load as if nothing had been in between', async () => {
    const file = temporaryFile('other.chat');
    const chat = ['chat', '--model', 'smollm2', '--max-tokens', '12'];
    const [first, second] = ['What is gravity?', 'And who found it?'];
    await runCli([...raw, '--model', 'stories260K'], { env, ...script('Once', `/save ${file}`) });
    const plain = await runCli(chat, { env, ...script(first, second) });
    const winding = await runCli(chat, {
      env,
      ...script(first, '/fork', '/undo', '/system Be brief.', '/switch', `/load ${file}`, second),
    });
    expect([plain.code, winding.code]).toEqual([0, 0]);
    expect(plain.stdout).toContain('avity');
    expect(winding.stdout).toBe(plain.stdout);
    expect(winding.stderr).toContain('belongs to another model or precision');
    expect(winding.stderr).toContain('other.chat, saved with stories260K');
  });
});
