import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { folderStorage } from '@recyclegpt/hub/node';
import { expect, test } from 'vitest';
import { readMetrics } from '../metrics/read-metrics.ts';
import { seededRandom } from '../test/seeded-random.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { CheckpointStore } from './checkpoint-store.ts';

const numKills = 10;
const saveEvery = 3;

const loader = new URL('../../../../tooling/typescript.mjs', import.meta.url).href;
const script = fileURLToPath(new URL('../test/toy-run.ts', import.meta.url));

interface RunOutcome {
  /** Steps of the checkpoints whose saving was reported. */
  readonly saved: readonly number[];
  /** Step that the run went on from. */
  readonly resumed: number;
  readonly wasKilled: boolean;
}

/** Runs the toy to a step, or kills it as hard as can be so long after it has begun to train. */
async function runToy(folder: string, lastStep: number, killAfterMs?: number): Promise<RunOutcome> {
  const flags = ['--conditions=@recyclegpt/source', '--import', loader, script];
  const child = spawn(process.execPath, [...flags, folder, String(lastStep), String(saveEvery)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const saved: number[] = [];
  let resumed = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, step] = line.split(' ');
    if (word === 'saved') saved.push(Number(step));
    if (word !== 'resumed') continue;
    resumed = Number(step);
    if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  }
  return { saved, resumed, wasKilled: (await ended) === 'SIGKILL' };
}

test('a run that is killed ten times loses no more than the steps since its last checkpoint', async () => {
  await using folder = await temporaryFolder();
  await using unbroken = await temporaryFolder();
  const random = seededRandom(20);
  let lastSaved = 0;
  for (let kill = 0; kill < numKills; kill++) {
    const outcome = await runToy(folder.path, Number.MAX_SAFE_INTEGER, Math.floor(random() * 120));
    expect(outcome.wasKilled).toBe(true);
    // A checkpoint may stand whose saving could not be reported any more.
    expect(outcome.resumed).toBeGreaterThanOrEqual(lastSaved);
    expect(outcome.resumed).toBeLessThanOrEqual(lastSaved + saveEvery);
    lastSaved = outcome.saved.at(-1) ?? outcome.resumed;
  }
  expect(lastSaved).toBeGreaterThan(0);
  const lastStep = lastSaved + 2 * saveEvery;
  expect((await runToy(folder.path, lastStep)).wasKilled).toBe(false);
  await runToy(unbroken.path, lastStep);
  const [broken, whole] = [folderStorage(folder.path), folderStorage(unbroken.path)];
  const stores = [broken, whole].map((storage) => new CheckpointStore({ storage, folder: 'checkpoints' }));
  expect(await stores[0]!.load(lastStep)).toEqual(await stores[1]!.load(lastStep));
  const records = await readMetrics(broken, 'metrics.jsonl');
  expect(records.map(({ step }) => step)).toEqual(Array.from({ length: lastStep }, (_, index) => index + 1));
  expect(records).toEqual(await readMetrics(whole, 'metrics.jsonl'));
}, 120_000);
