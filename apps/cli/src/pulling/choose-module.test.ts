import { recycleFile, seededRecycle } from '@recyclegpt/core';
import { bytesSource } from '@recyclegpt/hub';
import type { CachedFiles, RemoteModule } from '@recyclegpt/hub/node';
import { hasShared, sharedFile, sharedTitle } from '@recyclegpt/testing/shared-file';
import { describe, expect, it } from 'vitest';
import { openNamed } from '../load-model.ts';
import { chooseRemoteModule } from './choose-module.ts';

describe.skipIf(!hasShared)(sharedTitle('the module beside a model on the hub'), () => {
  const path = hasShared ? sharedFile('models/stories260K/stories260K.bin') : '';
  const model: CachedFiles = { format: 'llama2c', path, files: [path], commit: undefined };

  /** A module made for the model, or for one that differs from it. */
  async function moduleOf(name: string, change: 'weights' | 'family' | 'cut' | 'none'): Promise<RemoteModule> {
    using opened = await openNamed(path);
    const { config, base, about, weights, tokenIds } = await seededRecycle(opened, {
      seed: 1,
      config: { draftVocab: 100 },
    });
    const read = async (tensor: string) => [tensor, await weights.readFloat32(tensor)] as const;
    const tensors = new Map(await Promise.all([...weights.tensors.keys()].map(read)));
    const rows = base.weights.map((row) => ({ ...row, sums: row.sums.map((sum) => -sum) }));
    const changed = {
      ...base,
      ...(change === 'weights' ? { weights: rows, name: 'another finetune' } : {}),
      ...(change === 'family' ? { family: '0'.repeat(32), name: 'another model' } : {}),
    };
    const whole = Buffer.concat([...recycleFile({ config, base: changed, about, tensors, tokenIds }, 'I8')]);
    const bytes = new Uint8Array(whole.subarray(0, change === 'cut' ? 500 : whole.length));
    return { path: name, sizeBytes: bytes.length, open: async () => bytesSource(name, bytes) };
  }

  it('is the one that was trained on this model, and each is told with its reason', async () => {
    const modules = await Promise.all([
      moduleOf('other.recycle.safetensors', 'family'),
      moduleOf('cut.recycle.safetensors', 'cut'),
      moduleOf('finetune.recycle.safetensors', 'weights'),
      moduleOf('own.recycle.safetensors', 'none'),
    ]);
    const choice = await chooseRemoteModule(modules, model);
    expect(choice.path).toBe('own.recycle.safetensors');
    for (const [index, part] of [
      'another model',
      'cannot be used',
      'another finetune',
      'trained on this model',
    ].entries())
      expect(choice.reasons[index]).toContain(part);
    expect((await chooseRemoteModule(modules.slice(0, 3), model)).path).toBe('finetune.recycle.safetensors');
    expect((await chooseRemoteModule(modules.slice(0, 2), model)).path).toBeUndefined();
  });
});
