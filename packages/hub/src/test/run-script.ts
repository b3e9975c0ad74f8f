import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const loader = new URL('../../../../tooling/typescript.mjs', import.meta.url).href;

/** Runs a module, given as text, in a process of its own that reads the packages' sources; errors are shown. */
export function runScript(script: string): ChildProcess {
  const flags = ['--conditions=@recyclegpt/source', '--import', loader, '--input-type=module', '-e', script];
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  return spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'], cwd });
}
