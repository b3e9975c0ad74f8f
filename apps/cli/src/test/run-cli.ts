import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const loader = new URL('../../../../tooling/typescript.mjs', import.meta.url).href;
const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));
const flags = ['--conditions=@recyclegpt/source', '--import', loader];

/** What a process has come to. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run the program. */
export interface CliOptions {
  readonly stdin?: string;
  /** Standard input stays open after that, as a keyboard does. */
  readonly keepsStdinOpen?: boolean;
  /** Variables beside the few that every run has; none of the test runner's are passed on. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called with everything on standard output so far. */
  readonly onOutput?: (text: string, child: ChildProcess) => void;
}

/** One cache for all runs of a test file, so that weights are prepared once. */
const cache = mkdtempSync(join(tmpdir(), 'recyclegpt-cli-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** What every process gets. */
const processEnv = {
  PATH: process.env['PATH'],
  HOME: cache,
  RECYCLEGPT_CACHE: cache,
  RECYCLEGPT_MODEL: 'random',
  ORT_DISABLE_TELEMETRY: '1',
};

/** A path in the folder of this test file. */
export function temporaryFile(name: string): string {
  return join(cache, name);
}

/** Runs the program's own bin in a process, with the tiny random model unless `env` or the arguments name another. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return runNode([bin, ...args], options);
}

/** Runs Node on the packages' sources. */
export function runNode(
  args: readonly string[],
  { stdin = '', keepsStdinOpen = false, env = {}, cwd, onOutput }: CliOptions = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [...flags, ...args], {
    env: { ...processEnv, ...env },
    cwd,
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(stdin);
  if (!keepsStdinOpen) child.stdin.end();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** What a command printed with `--json`, line by line. */
export function jsonLines(stdout: string) {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
