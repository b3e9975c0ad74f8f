import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const loader = new URL('../../../../tooling/typescript.mjs', import.meta.url).href;

/** How to run a script. */
export interface RunScriptOptions {
  /** Blocks (of 512 or 1024 bytes, as the shell has it) that no file may outgrow: writing further fails, as on a full disk. */
  readonly fileBlocks?: number;
}

/** Runs a module, given as text, in a process of its own that reads the packages' sources; errors are shown. */
export function runScript(script: string, { fileBlocks }: RunScriptOptions = {}): ChildProcess {
  const flags = ['--conditions=@recyclegpt/source', '--import', loader, '--input-type=module', '-e', script];
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const options = { stdio: ['ignore', 'pipe', 'inherit'], cwd } satisfies Parameters<typeof spawn>[2];
  if (fileBlocks === undefined) return spawn(process.execPath, flags, options);
  const limited = `ulimit -f ${fileBlocks} && exec "$0" "$@"`;
  return spawn('sh', ['-c', limited, process.execPath, ...flags], options);
}
