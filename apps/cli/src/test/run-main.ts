import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll } from 'vitest';
import { main } from '../main.ts';
import { Terminal } from '../terminal/terminal.ts';

/** What a call has come to. */
export interface MainResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MainOptions {
  /** Lines on standard input. */
  readonly stdin?: readonly string[];
  /** Variables beside those of every run. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ctrl-C comes when this is on standard error. */
  readonly interruptAt?: RegExp;
}

/** A folder for the runs of a test file, with its own cache. */
export const runsFolder = mkdtempSync(join(tmpdir(), 'recyclegpt-runs-'));
afterAll(() => rmSync(runsFolder, { recursive: true, force: true }));

/** Runs the program in this process: many short runs take less time than many processes. */
export async function runMain(
  args: readonly string[],
  { stdin = [], env: more = {}, interruptAt }: MainOptions = {},
): Promise<MainResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const env = { RECYCLEGPT_CACHE: join(runsFolder, 'cache'), RECYCLEGPT_MODEL: 'random', ...more };
  const lines = stdin.map((line) => `${line}\n`);
  const terminal = new Terminal({ stdin: Readable.from(lines), stdout, stderr, env });
  const texts = { stdout: '', stderr: '' };
  stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
    if (interruptAt?.test(texts.stderr) === true && !terminal.signal.aborted) terminal.interrupt();
  });
  const code = await main(args, terminal);
  return { code, ...texts };
}
