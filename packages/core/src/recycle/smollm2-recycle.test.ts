import { bytesSource } from '@recyclegpt/hub';
import { recycleOwner } from '@recyclegpt/recycle';
import { verified } from '@recyclegpt/schedulers';
import { expect, it } from 'vitest';
import { createModel } from '../create-model.ts';
import { backends } from '../test/model-fixture.ts';
import { needsShared, openShared } from '../test/shared-files.ts';
import { readRecycleFile } from './read-recycle-file.ts';
import { seededRecycle } from './seeded-recycle.ts';
import { recycleFile } from './write-recycle-file.ts';

/** Layers that the default module for SmolLM2 reads. */
const tappedLayers = [6, 14, 22, 29];

it('[SC1] SmolLM2 in int8 writes its own text with a module from a file, whatever that drafts', async (context) => {
  needsShared(context);
  const opened = await openShared('gguf', ['models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf']);
  const { config, base, about, weights, tokenIds } = await seededRecycle(opened, { config: { tappedLayers } });
  const names = [...weights.tensors.keys()];
  const tensors = new Map(
    await Promise.all(names.map(async (name) => [name, await weights.readFloat32(name)] as const)),
  );
  const chunks = [...recycleFile({ config, base, about, tensors, tokenIds }, 'I8')];
  const recycle = await readRecycleFile(bytesSource('smollm2.recycle.safetensors', Buffer.concat(chunks)));
  using model = await createModel({ opened, recycle, backend: await backends.node(), precision: 'int8' });
  expect(model.recycle).toMatchObject({ weightsMatch: true, parameters: 10_142_208 });
  const messages = [{ role: 'user', content: 'What is gravity?' }];
  const drafters = model.createDrafters().filter(({ name }) => name === recycleOwner);
  for (const settings of [{}, { temperature: 0.7, seed: 3 }]) {
    const options = { ...settings, maxTokens: 24 };
    const plain = await model.generate(messages, { ...options, scheduler: 'autoregressive' }).result;
    const checked = await model.generate(messages, { ...options, drafters, scheduler: verified({ length: 3 }) }).result;
    expect(checked.tokenIds).toEqual(plain.tokenIds);
    expect(checked.stats).toMatchObject({ departures: 0, exactness: 'bitwise' });
    expect(checked.stats.drafted).toBeGreaterThan(20);
    const adapted = await model.generate(messages, { ...options, scheduler: 'adaptive' }).result;
    expect(adapted.tokenIds).toEqual(plain.tokenIds);
  }
}, 300_000);
