import { memoryStorage } from '@recyclegpt/hub';
import { expect, it } from 'vitest';
import { epochsWithin, plannedEpochs } from './planned-epochs.ts';

it('a time becomes parts of epochs, and a plan keeps them', async () => {
  expect(epochsWithin(3_600_000, 7_200_000)).toBe(0.5);
  expect(epochsWithin(10_000, 3000)).toBe(3.33);
  expect(epochsWithin(1, 3_600_000)).toBe(0.01);
  const storage = memoryStorage();
  expect(await plannedEpochs(storage)).toBeUndefined();
  await plannedEpochs(storage, 0.57);
  expect(await plannedEpochs(storage)).toBe(0.57);
});
