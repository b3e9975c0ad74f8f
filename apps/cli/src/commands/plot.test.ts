import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFile } from '../test/run-cli.ts';

function log(name: string, records: readonly object[]): string {
  const file = temporaryFile(name);
  writeFileSync(file, `${records.map((record) => JSON.stringify(record)).join('\n')}\n`);
  return file;
}

const records = Array.from({ length: 30 }, (_, step) => ({ step, loss: 5 - step / 10 + (step % 2), lr: 0.001 }));

describe('plot', () => {
  it('draws the loss of a run, smoothed with the raw values behind it', async () => {
    const [file, out] = [log('a.jsonl', [...records, { step: 30, 'validation.loss': 3 }]), temporaryFile('a.svg')];
    const { code, stdout, stderr } = await runCli(['plot', file, '--smooth', '5', '--out', out]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: '' });
    const svg = readFileSync(out, 'utf8');
    for (const part of ['>loss<', '>validation.loss<', 'curve behind', 'prefers-color-scheme:dark'])
      expect(svg).toContain(part);
  });

  it('draws chosen metrics of several runs, a curve each', async () => {
    const [a, b, out] = [log('b.jsonl', records), log('c.jsonl', records), temporaryFile('b.svg')];
    const { code } = await runCli(['plot', a, b, '--metrics', 'loss,lr', '--log-scale', '--out', out]);
    expect(code).toBe(0);
    const svg = readFileSync(out, 'utf8');
    for (const name of [`${a}: loss`, `${a}: lr`, `${b}: loss`, `${b}: lr`]) expect(svg).toContain(`>${name}<`);
  });

  it.each([
    [['--out', 'x.svg'], 2, 'needs a file of metrics'],
    [['nothing.jsonl', '--out', 'x.svg'], 1, 'nothing.jsonl'],
    [['LOG'], 2, '--out FILE.svg'],
    [['LOG', '--out', 'x.svg', '--metrics', 'los'], 2, 'Did you mean loss?'],
    [['LOG', '--out', 'x.svg', '--smooth', '0'], 2, '--smooth'],
  ])('%j is refused, and nothing is written', async (args, exit, message) => {
    const file = log('d.jsonl', records);
    const given = args.map((arg) => (arg === 'LOG' ? file : arg === 'x.svg' ? temporaryFile('x.svg') : arg));
    const { code, stdout, stderr } = await runCli(['plot', ...given]);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(temporaryFile('x.svg'))).toBe(false);
  });
});
