import { folderStorage } from '@recyclegpt/hub/node';
import { expect, test } from 'vitest';
import { readMetrics } from '../metrics/read-metrics.ts';
import { killableRun } from '../test/killable-run.ts';
import { seededRandom } from '../test/seeded-random.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { CheckpointStore } from './checkpoint-store.ts';

const numKills = 10;
const saveEvery = 3;
const toy = { program: 'toy-run.ts', saveEvery } as const;

test('a run that is killed ten times loses no more than the steps since its last checkpoint', async () => {
  await using folder = await temporaryFolder();
  await using unbroken = await temporaryFolder();
  const random = seededRandom(20);
  let lastSaved = 0;
  for (let kills = 0; kills < numKills; kills++) {
    const outcome = await killableRun({
      ...toy,
      folder: folder.path,
      lastStep: Number.MAX_SAFE_INTEGER,
      // On a machine that is busy elsewhere no time is enough to get anywhere: every other kill waits for a checkpoint.
      kill: { after: kills % 2 === 0 ? 'begun' : 'saved', ms: Math.floor(random() * 120) },
    });
    expect(outcome.wasKilled).toBe(true);
    // A checkpoint may stand whose saving could not be reported any more.
    expect(outcome.resumed).toBeGreaterThanOrEqual(lastSaved);
    expect(outcome.resumed).toBeLessThanOrEqual(lastSaved + saveEvery);
    lastSaved = outcome.saved.at(-1) ?? outcome.resumed;
  }
  expect(lastSaved).toBeGreaterThan(0);
  const lastStep = lastSaved + 2 * saveEvery;
  expect((await killableRun({ ...toy, folder: folder.path, lastStep })).wasKilled).toBe(false);
  await killableRun({ ...toy, folder: unbroken.path, lastStep });
  const [broken, whole] = [folderStorage(folder.path), folderStorage(unbroken.path)];
  const stores = [broken, whole].map((storage) => new CheckpointStore({ storage, folder: 'checkpoints' }));
  expect(await stores[0]!.load(lastStep)).toEqual(await stores[1]!.load(lastStep));
  const records = await readMetrics(broken, 'metrics.jsonl');
  expect(records.map(({ step }) => step)).toEqual(Array.from({ length: lastStep }, (_, index) => index + 1));
  expect(records).toEqual(await readMetrics(whole, 'metrics.jsonl'));
}, 240_000);
