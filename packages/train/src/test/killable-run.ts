import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface KillableRunOptions {
  /** A file of this folder that says `begun`, `resumed STEP` and `saved STEP`. */
  readonly program: 'toy-run.ts' | 'base-run.ts';
  readonly folder: string;
  readonly lastStep: number;
  readonly saveEvery: number;
  /** Kills it as hard as can be so many milliseconds after it has first said this. */
  readonly kill?: { readonly after: 'begun' | 'saved'; readonly ms: number };
}

/** How a run ended. */
export interface RunOutcome {
  /** Steps of the checkpoints whose saving was reported. */
  readonly saved: readonly number[];
  /** Step that the run went on from, 0 for a new one. */
  readonly resumed: number;
  readonly wasKilled: boolean;
}

const loader = new URL('../../../../tooling/typescript.mjs', import.meta.url).href;

/** Trains in a process of its own, to a step or until it is killed. */
export async function killableRun(options: KillableRunOptions): Promise<RunOutcome> {
  const { program, folder, lastStep, saveEvery, kill } = options;
  const flags = ['--conditions=@recyclegpt/source', '--import', loader];
  const script = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [...flags, script, folder, String(lastStep), String(saveEvery)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const saved: number[] = [];
  let resumed = 0;
  let isDoomed = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, step] = line.split(' ');
    if (word === 'saved') saved.push(Number(step));
    if (word === 'resumed') resumed = Number(step);
    if (kill === undefined || word !== kill.after || isDoomed) continue;
    isDoomed = true;
    setTimeout(() => child.kill('SIGKILL'), kill.ms);
  }
  return { saved, resumed, wasKilled: (await ended) === 'SIGKILL' };
}
