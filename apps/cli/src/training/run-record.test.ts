import { PassThrough } from 'node:stream';
import { memoryStorage } from '@recyclegpt/hub';
import { describe, expect, it } from 'vitest';
import { Terminal } from '../terminal/terminal.ts';
import { confirmRun } from './confirm-run.ts';
import { forgetRun, pinRun } from './run-record.ts';

const record = { kind: 'base', options: { size: 'tiny', seed: 1 } } as const;

describe('the note of a run', () => {
  it('is made once, and found again', async () => {
    const storage = memoryStorage();
    expect(await pinRun(storage, record)).toBe(false);
    expect(await pinRun(storage, record)).toBe(true);
  });

  it('refuses other options and other runs by name', async () => {
    const storage = memoryStorage();
    await pinRun(storage, record);
    await expect(pinRun(storage, { ...record, options: { size: 'tiny', seed: 2 } })).rejects.toThrow('(--seed)');
    await expect(pinRun(storage, { ...record, options: { size: 'tiny', seed: 1, epochs: 3 } })).rejects.toThrow(
      '(--epochs)',
    );
    await expect(pinRun(storage, { ...record, kind: 'module' })).rejects.toThrow('(--out)');
  });

  it('is not made among files of something else, and takes only its own away', async () => {
    const storage = memoryStorage();
    await storage.write('poem.txt', [new Uint8Array(3)]);
    await pinRun(storage, record);
    await storage.write('tokenizer.json', [new Uint8Array(3)]);
    await forgetRun(storage);
    expect(await storage.list('')).toEqual(['poem.txt']);
    await storage.write('model.safetensors', [new Uint8Array(3)]);
    await expect(pinRun(storage, record)).rejects.toThrow('model.safetensors');
  });

  it('that is damaged is refused', async () => {
    const storage = memoryStorage();
    await storage.write('run.json', [new TextEncoder().encode('{"version":1,"opti')]);
    await expect(pinRun(storage, record)).rejects.toThrow('cannot be read');
  });
});

describe('before a run begins', () => {
  const estimate = { what: 'Training', ms: 3 * 3.6e6, bytes: 2e9 };

  function terminalOf(isTTY: boolean, line?: string) {
    const streams = [new PassThrough(), new PassThrough(), new PassThrough()] as const;
    const [stdin, stdout, stderr] = streams.map((stream) => Object.assign(stream, { isTTY }));
    if (stdin === undefined || stdout === undefined || stderr === undefined) throw new Error('three streams');
    if (line !== undefined) stdin.write(`${line}\n`);
    return { terminal: new Terminal({ stdin, stdout, stderr, env: {} }), said: () => String(stderr.read()) };
  }

  it.each([
    ['y', true],
    ['', true],
    ['no', false],
  ])('somebody who answers %j decides', async (line, expected) => {
    const { terminal, said } = terminalOf(true, line);
    expect(await confirmRun(terminal, estimate, { isAgreed: false })).toBe(expected);
    expect(said()).toMatch(/about 3 h 0 min .* up to 2.0 GB[\s\S]*Begin\?/);
  });

  it('nobody is asked with --yes or without a terminal', async () => {
    const { terminal } = terminalOf(true);
    expect(await confirmRun(terminal, estimate, { isAgreed: true })).toBe(true);
    const piped = terminalOf(false);
    expect(await confirmRun(piped.terminal, estimate, { isAgreed: false })).toBe(true);
    expect(piped.said()).not.toContain('Begin?');
  });
});
