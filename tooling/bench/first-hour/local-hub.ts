import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../shared-report.ts';

/** A hub on this machine. */
export interface LocalHub extends Disposable {
  readonly origin: string;
}

const script = join(root, 'packages', 'hub', 'src', 'test', 'serve-hub.ts');
const loader = join(root, 'tooling', 'typescript.mjs');

/** Starts the hub of the hub package's tests in a process of its own: it serves the files of a folder as `repository`. */
export async function startLocalHub(folder: string, repository: string): Promise<LocalHub> {
  const args = ['--conditions=@recyclegpt/source', '--import', loader, script, folder, repository];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('The hub has no output.');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { origin: String(line).trim(), [Symbol.dispose]: () => void child.kill() };
}
