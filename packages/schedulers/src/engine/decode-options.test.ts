import { ConfigError, ContextOverflowError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { maximal } from '../acceptance/maximal.ts';
import { trustAll } from '../acceptance/trust-all.ts';
import { createSampler } from '../sampling/sampler.ts';
import { autoregressive } from '../scheduling/autoregressive.ts';
import { verified } from '../scheduling/verified.ts';
import { MemoryState } from '../test/memory-state.ts';
import { run, toyPrompt } from '../test/run.ts';
import { randomGuesses } from '../test/toy-drafters.ts';
import { createToyModel } from '../test/toy-model.ts';
import { toyTokenizer } from '../test/toy-tokenizer.ts';
import { decode } from './decode.ts';

describe('options', () => {
  it.each([
    ['maxTokens', { maxTokens: 0 }],
    ['maxTokens', { maxTokens: 1.5 }],
    ['promptTokens', { promptTokens: [32] }],
    ['promptTokens', { promptTokens: [] }],
    ['stopTokens', { stopTokens: [-1] }],
    ['stopStrings', { stopStrings: [''] }],
    ['reusedTokens', { reusedTokens: 1 }],
    ['acceptance', { acceptance: trustAll, scheduler: verified({ acceptance: maximal }) }],
    ['drafters', { drafters: [randomGuesses(1), randomGuesses(2)] }],
    ['sampler', { sampler: createSampler({}, 7) }],
  ])('%s is refused by name', async (name, options) => {
    const state = new MemoryState();
    await expect(run({ ...options, state })).rejects.toThrow(ConfigError);
    await expect(run({ ...options, state })).rejects.toThrow(`(${name})`);
    expect(state.tokens).toEqual([]);
  });

  it('a prompt that does not fit is refused and the state is as before', async () => {
    const state = new MemoryState();
    const model = createToyModel({ contextLength: 7 });
    await expect(run({ model, state })).rejects.toThrow(ContextOverflowError);
    expect(state.tokens).toEqual([]);
  });

  it('a state that changes between rounds is refused', async () => {
    const state = new MemoryState();
    const options = { model: createToyModel(), state, tokenizer: toyTokenizer, promptTokens: toyPrompt };
    const generation = decode({ ...options, scheduler: autoregressive() });
    await generation.next();
    state.rewindTo(3);
    await expect(generation.next()).rejects.toThrow('changed while a generation used it');
  });
});
