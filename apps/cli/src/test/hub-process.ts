import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../../packages/hub/src/test/serve-hub.ts', import.meta.url));
const loader = new URL('../../../../tooling/typescript.mjs', import.meta.url).href;

/** A hub in a process of its own. */
export interface HubProcess extends Disposable {
  readonly origin: string;
}

/** Starts a hub that serves the files of a folder as a repository. */
export async function startHubProcess(folder: string, repository: string): Promise<HubProcess> {
  const flags = ['--conditions=@recyclegpt/source', '--import', loader];
  const child: ChildProcess = spawn(process.execPath, [...flags, script, folder, repository], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('The hub has no output.');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { origin: String(line).trim(), [Symbol.dispose]: () => void child.kill() };
}
