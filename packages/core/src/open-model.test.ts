import { referenceBackend } from '@recyclegpt/backend-reference';
import { ConfigError, FileError, RecycleError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { createModel } from './create-model.ts';
import { openModel } from './open-model.ts';
import { languageModel } from './test/model-fixture.ts';
import { randomWeights, smallConfig } from './test/random-weights.ts';
import { filesIn, json, safetensorsFolder } from './test/safetensors-model.ts';

const weights = randomWeights(smallConfig, 9);

describe('a folder of safetensors', () => {
  it('opens whatever lies beside it, and writes what its weights in memory write', async () => {
    const { files, open } = filesIn(await safetensorsFolder(weights));
    const opened = await openModel(files);
    expect(opened.weights.config).toEqual(smallConfig);
    expect(opened.chatTemplate?.render([{ role: 'user', content: 'abc' }])).toBe('abc');
    using fromMemory = await languageModel({ backend: 'reference', weights });
    const model = await createModel({ opened, backend: referenceBackend() });
    const prompt = { tokenIds: [5, 6, 7] };
    const texts = [];
    for (const each of [model, fromMemory])
      texts.push((await each.generate(prompt, { maxTokens: 10, stopTokens: [] }).result).tokenIds);
    expect(texts[0]).toEqual(texts[1]);
    model.dispose();
    expect([...open]).toEqual([]);
  });

  it('a tokenizer of another model is refused, and nothing stays open', async () => {
    const { files, open } = filesIn(await safetensorsFolder(weights, { numTokens: 120 }));
    const opening = openModel(files);
    await expect(opening).rejects.toSatisfy(FileError.isInstance);
    await expect(opening).rejects.toThrow(
      /knows more tokens than the model \(a test model\)\. Expected at most 96\. Got 120/,
    );
    expect([...open]).toEqual([]);
  });

  it.each(['config.json', 'tokenizer.json', 'model.safetensors'])(
    'without %s it is refused, naming what is missing',
    async (file) => {
      const folder = await safetensorsFolder(weights);
      folder.delete(file);
      const { files, open } = filesIn(folder);
      const opening = openModel(files);
      await expect(opening).rejects.toSatisfy((error) => error instanceof RecycleError);
      await expect(opening).rejects.toThrow(new RegExp(file.replace('.', '\\.')));
      expect([...open]).toEqual([]);
    },
  );

  it.each(['config.json', 'tokenizer.json', 'tokenizer_config.json'])(
    'a damaged %s is refused by name, and nothing stays open',
    async (file) => {
      const folder = await safetensorsFolder(weights);
      folder.set(file, new TextEncoder().encode('{"a": '));
      const { files, open } = filesIn(folder);
      await expect(openModel(files)).rejects.toThrow(new RegExp(`not JSON.*${file.replace('.', '\\.')}`));
      expect([...open]).toEqual([]);
    },
  );

  it('a chat template in a file of its own is read', async () => {
    const folder = await safetensorsFolder(weights);
    folder.set('chat_template.jinja', new TextEncoder().encode('{{ messages[0].content }}!'));
    using opened = await openModel(filesIn(folder).files);
    expect(opened.chatTemplate?.render([{ role: 'user', content: 'hello' }])).toBe('hello!');
  });

  it('a weights file that is cut short is refused', async () => {
    const folder = await safetensorsFolder(weights);
    folder.set('model.safetensors', (folder.get('model.safetensors') as Uint8Array).slice(0, 5000));
    const { files, open } = filesIn(folder);
    await expect(openModel(files)).rejects.toSatisfy(FileError.isInstance);
    expect([...open]).toEqual([]);
  });
});

describe('other formats', () => {
  it('a GGUF that is none is refused, and nothing stays open', async () => {
    const { files, open } = filesIn(new Map([['x.gguf', json({ not: 'a model' })]]), 'gguf');
    await expect(openModel(files)).rejects.toSatisfy(FileError.isInstance);
    expect([...open]).toEqual([]);
  });

  it('a folder without a .gguf is refused by name', async () => {
    const { files } = filesIn(new Map([['readme.txt', json('')]]), 'gguf');
    await expect(openModel(files)).rejects.toThrow(/\.gguf.*readme\.txt/);
  });

  it('a llama2.c checkpoint without its vocabulary is refused', async () => {
    const { files } = filesIn(new Map([['model.bin', new Uint8Array(64)]]), 'llama2c');
    await expect(openModel(files)).rejects.toSatisfy(FileError.isInstance);
    await expect(openModel(files)).rejects.toThrow(/tok….bin.*model\.bin/);
  });
});

describe('loading', () => {
  it('a precision that the backend lacks is refused by name, and model and backend are closed', async () => {
    const { files, open } = filesIn(await safetensorsFolder(weights));
    const backend = referenceBackend();
    const limited = Object.create(backend, {
      profile: { value: { ...backend.profile, precisions: ['f32'] } },
    }) as typeof backend;
    let isClosed = false;
    Object.defineProperty(limited, Symbol.dispose, { value: () => (isClosed = true) });
    const loading = createModel({ opened: await openModel(files), backend: limited, precision: 'int8' });
    await expect(loading).rejects.toSatisfy(ConfigError.isInstance);
    await expect(loading).rejects.toThrow(/precision.*Expected f32.*Got int8/);
    expect([isClosed, [...open]]).toEqual([true, []]);
  });

  it('an abort stops it, and the model is closed', async () => {
    const { files, open } = filesIn(await safetensorsFolder(weights));
    const loading = createModel({
      opened: await openModel(files),
      backend: referenceBackend(),
      signal: AbortSignal.abort(),
    });
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
    expect([...open]).toEqual([]);
  });
});
