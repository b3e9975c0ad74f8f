import { describe, expect, it } from 'vitest';
import { createModel } from './create-model.ts';
import { backends } from './test/model-fixture.ts';
import { needsShared, openShared, sharedJson } from './test/shared-files.ts';

const files = ['models/stories260K/stories260K.bin', 'models/stories260K/tok512.bin'];

describe('stories260K at temperature 0 writes what llama2.c writes', () => {
  it.for([
    ['node', 'autoregressive'],
    ['node', 'adaptive'],
    ['reference', 'adaptive'],
  ] as const)('on the %s backend, %s', async ([backend, scheduler], context) => {
    needsShared(context);
    const { text } = sharedJson<{ text: string }>('golden/stories260k.json');
    using model = await createModel({ opened: await openShared('llama2c', files), backend: await backends[backend]() });
    const prompt = { tokenIds: [model.tokenizer.bosTokenId ?? -1] };
    const result = await model.generate(prompt, { maxTokens: 200, scheduler }).result;
    expect(result.text.trimStart()).toBe(text);
    expect(result.stats.departures).toBe(0);
  });
});
