import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { root } from '../shared-report.ts';

/** A command line as somebody types it, and what came of it. */
export interface TypedCommand {
  readonly line: string;
  readonly seconds: number;
  /** Until the first character on standard output. */
  readonly firstOutputSeconds: number | undefined;
  /** Standard output and error in the order of arrival, looks included. */
  readonly output: string;
}

/** Where a command runs. */
export interface Surroundings {
  readonly folder: string;
  readonly home: string;
  /** Variables that the newcomer has set. */
  readonly env: Readonly<Record<string, string>>;
}

/** The environment of somebody who knows nothing of this repository: its tools and settings of npm are left out. */
export function newcomerEnvironment({ home, env }: Pick<Surroundings, 'home' | 'env'>): NodeJS.ProcessEnv {
  const known = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|RECYCLEGPT_|HF_|NODE_OPTIONS|NO_COLOR|CI$)/i.test(name),
  );
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(root));
  const looks = { FORCE_COLOR: '1', TERM: 'xterm-256color', npm_config_color: 'always', npm_config_progress: 'false' };
  return { ...Object.fromEntries(known), ...looks, ...env, PATH: path.join(delimiter), HOME: home, USERPROFILE: home };
}

const timeoutMs = 600_000;

/** Runs a command line in a shell. @throws Error with its output if it fails. */
export async function runAsNewcomer(line: string, surroundings: Surroundings): Promise<TypedCommand> {
  const startMs = performance.now();
  const elapsed = (): number => (performance.now() - startMs) / 1000;
  const env = newcomerEnvironment(surroundings);
  const child = spawn(line, { shell: true, cwd: surroundings.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ending = setTimeout(() => child.kill(), timeoutMs);
  let [output, firstOutputSeconds]: [string, number | undefined] = ['', undefined];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    firstOutputSeconds ??= elapsed();
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exitCode = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  clearTimeout(ending);
  if (exitCode !== 0) throw new Error(`\`${line}\` ended with ${exitCode}:\n${output}`);
  return { line, seconds: elapsed(), firstOutputSeconds, output };
}
