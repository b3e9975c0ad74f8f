import { folderStorage } from '@recyclegpt/hub/node';
import { expect, test } from 'vitest';
import { readMetrics } from '../metrics/read-metrics.ts';
import { killableRun } from '../test/killable-run.ts';
import { seededRandom } from '../test/seeded-random.ts';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { CheckpointStore } from './checkpoint-store.ts';

const numKills = 3;
const saveEvery = 3;
const endless = 1e6;

test('a base that is killed while it trains goes on bit for bit as if it had not been', async () => {
  await using folder = await temporaryFolder();
  await using unbroken = await temporaryFolder();
  const random = seededRandom(7);
  let lastSaved = 0;
  for (let kills = 0; kills < numKills; kills++) {
    const kill = { after: 'saved', ms: Math.floor(random() * 60) } as const;
    const outcome = await killableRun({
      program: 'base-run.ts',
      folder: folder.path,
      lastStep: endless,
      saveEvery,
      kill,
    });
    expect(outcome.wasKilled).toBe(true);
    // A checkpoint may stand whose saving could not be reported any more.
    expect(outcome.resumed).toBeGreaterThanOrEqual(lastSaved);
    expect(outcome.resumed).toBeLessThanOrEqual(lastSaved + saveEvery);
    expect(outcome.saved.length).toBeGreaterThan(0);
    lastSaved = outcome.saved.at(-1) ?? 0;
  }
  const lastStep = lastSaved + 2 * saveEvery;
  const rest = { program: 'base-run.ts', lastStep, saveEvery } as const;
  expect(await killableRun({ ...rest, folder: folder.path })).toMatchObject({ wasKilled: false });
  expect(await killableRun({ ...rest, folder: unbroken.path })).toMatchObject({ wasKilled: false, resumed: 0 });
  const [broken, whole] = [folderStorage(folder.path), folderStorage(unbroken.path)];
  const [ours, expected] = [broken, whole].map((storage) =>
    new CheckpointStore({ storage, folder: 'checkpoints' }).load(lastStep),
  );
  expect(await ours).toEqual(await expected);
  const timeless = async (storage: typeof whole) =>
    (await readMetrics(storage, 'metrics.jsonl')).map(({ tokensPerSecond, ...record }) => record);
  expect(await timeless(broken)).toEqual(await timeless(whole));
}, 240_000);
