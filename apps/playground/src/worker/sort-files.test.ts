import { bytesSource } from '@recyclegpt/hub';
import { describe, expect, it } from 'vitest';
import { sortFiles } from './sort-files.ts';

function files(...names: readonly string[]) {
  return names.map((name) => ({ name, open: async () => bytesSource(name, new Uint8Array(1)) }));
}

describe('sortFiles', () => {
  it('knows models and modules by their names', () => {
    expect(sortFiles(files('smol.gguf')).model?.format).toBe('gguf');
    expect(sortFiles(files('story.bin', 'tok512.bin')).model?.format).toBe('llama2c');
    const both = sortFiles(files('config.json', 'tokenizer.json', 'model.safetensors', 'recycle.safetensors'));
    expect([both.model?.format, both.model?.files.length, both.module?.name]).toEqual([
      'safetensors',
      3,
      'recycle.safetensors',
    ]);
    const alone = sortFiles(files('my-module.safetensors'));
    expect([alone.model, alone.module?.name]).toEqual([undefined, 'my-module.safetensors']);
  });

  it('refuses others, saying what it takes', () => {
    expect(() => sortFiles(files('photo.png'))).toThrow(/no model that can be read[\s\S]*gguf/);
    expect(() => sortFiles(files('recycle.safetensors', 'photo.png'))).toThrow('no model');
    expect(() => sortFiles([])).toThrow('no model');
  });

  it('opens only what is there', async () => {
    const { model } = sortFiles(files('a.gguf'));
    await expect(model?.open('b.gguf')).rejects.toThrow('is missing');
    using source = (await model?.open('a.gguf'))!;
    expect(source.sizeBytes).toBe(1);
  });
});
