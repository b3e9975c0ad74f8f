import type { Round } from '@recyclegpt/spec';
import { ConfigError, DisposedError, StateError, TokenizerError } from '@recyclegpt/spec';
import { testTokenizer } from '@recyclegpt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GenerateOptions } from './generate-options.ts';
import type { Generation } from './generation.ts';
import { LanguageModel } from './language-model.ts';
import { seededModel } from './seeded-model.ts';
import { languageModel } from './test/model-fixture.ts';

const prompt = 'Once upon a time';
let model: LanguageModel;
beforeAll(async () => {
  model = await languageModel({ backend: 'node', weights: seededModel().weights });
});
afterAll(() => model.dispose());

testTokenizer('the seeded tokenizer', async () => seededModel().tokenizer);

async function piecesOf(generation: Generation): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const piece of generation) pieces.push(piece);
  return pieces;
}

describe('a generation', () => {
  it('is the same text as pieces, as rounds and as a result', async () => {
    const options = { maxTokens: 24, temperature: 0.8, seed: 3 };
    const { text, tokenIds, promptTokenIds, finishReason, stats } = await model.generate(prompt, options).result;
    expect(tokenIds.length).toBe(24);
    expect([finishReason, stats.newTokens, stats.promptTokens]).toEqual(['max-tokens', 24, promptTokenIds.length]);
    expect((await piecesOf(model.generate(prompt, options))).join('')).toBe(text);
    const rounds: Round[] = [];
    for await (const round of model.generate(prompt, options).rounds) rounds.push(round);
    expect(rounds.flatMap(({ tokens }) => tokens.map(({ id }) => id))).toEqual(tokenIds);
    expect(rounds.flatMap(({ tokens }) => tokens.map((token) => token.text)).join('')).toBe(text);
  });

  it('has its result after it was iterated over, and writes once', async () => {
    const generation = model.generate(prompt, { maxTokens: 6 });
    const pieces = await piecesOf(generation);
    expect((await generation.result).text).toBe(pieces.join(''));
    await expect(piecesOf(generation)).rejects.toThrow(/written once/);
    expect((await generation.result).text).toBe(pieces.join(''));
  });

  it('[SC6] break cancels it, and the result holds what was written', async () => {
    using state = model.createState();
    const generation = model.generate(prompt, { maxTokens: 400, state });
    let seen = '';
    for await (const piece of generation) {
      seen += piece;
      if (seen.length > 20) break;
    }
    const { text, finishReason, tokenIds } = await generation.result;
    expect(finishReason).toBe('aborted');
    expect(text.startsWith(seen)).toBe(true);
    expect(tokenIds.length).toBeLessThan(100);
    expect(state.rowsOf('base')).toBeLessThanOrEqual(state.tokens.length);
    expect((await model.generate('', { maxTokens: 3, state }).result).tokenIds.length).toBe(3);
  });

  it('[SC6] a signal cancels it, and its result resolves', async () => {
    const controller = new AbortController();
    const generation = model.generate(prompt, { maxTokens: 400, signal: controller.signal });
    const pieces: string[] = [];
    for await (const piece of generation) {
      pieces.push(piece);
      if (pieces.length === 3) controller.abort();
    }
    expect(await generation.result).toMatchObject({ finishReason: 'aborted', text: pieces.join('') });
  });

  it('an error reaches whoever iterates and whoever awaits the result', async () => {
    const failing = {
      name: 'failing',
      process: () => {
        throw new RangeError('processor failed');
      },
    };
    const generation = model.generate(prompt, { maxTokens: 5, processors: [failing] });
    await expect(piecesOf(generation)).rejects.toThrow(/processor failed/);
    await expect(generation.result).rejects.toThrow(/processor failed/);
    await expect(model.generate(prompt, { maxTokens: 5, processors: [failing] }).result).rejects.toThrow(
      /processor failed/,
    );
  });

  it('does nothing until it is asked for', () => {
    using state = model.createState();
    model.generate(prompt, { maxTokens: 5, state });
    expect(state.tokens.length).toBe(0);
  });
});

describe('options', () => {
  it.each(['temprature', 'max_tokens', 'toString', 'topk'])('an unknown one is refused by name: %s', (name) => {
    const generate = () => model.generate(prompt, { [name]: 1 } as GenerateOptions);
    expect(generate).toThrow(ConfigError);
    expect(generate).toThrow(new RegExp(name));
  });

  it.each<[string, GenerateOptions]>([
    ['temperature', { temperature: -1 }],
    ['topP', { topP: 2 }],
    ['seed', { seed: -1 }],
    ['scheduler', { scheduler: 'fastest' }],
  ])('a value that cannot be used is refused by name: %s', (name, options) => {
    expect(() => model.generate(prompt, options)).toThrow(ConfigError);
    expect(() => model.generate(prompt, options)).toThrow(new RegExp(name, 'i'));
  });

  it('maxTokens that is no number of tokens is refused', async () => {
    for (const maxTokens of [-1, 1.5, Number.NaN]) {
      await expect((async () => await model.generate(prompt, { maxTokens }).result)()).rejects.toSatisfy(
        ConfigError.isInstance,
      );
    }
  });

  it('messages without a chat template are refused', () => {
    expect(() => model.generate([{ role: 'user', content: 'Hello' }])).toThrow(TokenizerError);
  });

  it('undefined is as good as left out', async () => {
    const options = Object.fromEntries(
      ['temperature', 'seed', 'stop', 'acceptance', 'drafters'].map((name) => [name, undefined]),
    );
    const written = await model.generate(prompt, { maxTokens: 8, ...options } as GenerateOptions).result;
    expect(written.text).toBe((await model.generate(prompt, { maxTokens: 8 }).result).text);
  });
});

describe('states', () => {
  /** The model with a template that writes messages one below the other. */
  function chatModel(passes: number[]): LanguageModel {
    const { causalModel } = model;
    const counted = Object.create(causalModel, {
      forward: {
        value: (...[state, tokens, options]: Parameters<typeof causalModel.forward>) => {
          passes.push(tokens.length);
          return causalModel.forward(state, tokens, options);
        },
      },
    }) as typeof causalModel;
    const chatTemplate = {
      render: (messages: readonly { content: string }[]) => messages.map(({ content }) => `${content}\n`).join(''),
    };
    const states = {
      fingerprint: causalModel.fingerprint,
      create: () => model.createState(),
      restore: (bytes: Uint8Array) => model.restoreState(bytes),
    };
    return new LanguageModel({
      facts: model.facts,
      model: counted,
      states,
      tokenizer: model.tokenizer,
      chatTemplate,
      resources: [],
    });
  }

  it('[ST2] messages with a state feed only what is new', async () => {
    const passes: number[] = [];
    const chat = chatModel(passes);
    using state = chat.createState();
    const first = [{ role: 'user', content: 'tell me of the fox and the river and the old stone house' }] as const;
    const options = { maxTokens: 6, scheduler: 'autoregressive' } as const;
    const answer = await chat.generate(first, { ...options, state }).result;
    const second = [
      ...first,
      { role: 'assistant', content: answer.text.trim() },
      { role: 'user', content: 'and then?' },
    ] as const;
    const before = [...state.tokens];
    const whole = chat.encodePrompt(second);
    const shared = whole.findIndex((id, at) => id !== before[at]);
    expect(shared).toBeGreaterThan(20);
    passes.length = 0;
    const kept = await chat.generate(second, { ...options, state }).result;
    expect(Math.max(...passes)).toBeLessThanOrEqual(whole.length - shared + 1);
    const fresh = await chat.generate(second, options).result;
    expect(kept.tokenIds).toEqual(fresh.tokenIds);
    expect([...state.tokens.slice(0, whole.length)]).toEqual(whole);
  });

  it('[ST2] the same messages again give the same answer, feeding the last token only', async () => {
    const passes: number[] = [];
    const chat = chatModel(passes);
    using state = chat.createState();
    const messages = [{ role: 'user', content: 'the moon' }] as const;
    const options = { maxTokens: 6, scheduler: 'autoregressive', state } as const;
    const first = await chat.generate(messages, options).result;
    passes.length = 0;
    expect((await chat.generate(messages, options).result).tokenIds).toEqual(first.tokenIds);
    expect(passes[0]).toBe(1);
  });

  it('[ST6] a saved state goes on as the original does; another model’s is refused', async () => {
    using state = model.createState();
    await model.generate(prompt, { maxTokens: 9, state }).result;
    using again = model.restoreState(await state.save());
    using branch = state.fork();
    const options = { maxTokens: 9, temperature: 0.5 };
    const texts = [];
    for (const each of [state, again, branch as typeof again])
      texts.push((await model.generate(' the', { ...options, state: each }).result).text);
    expect(new Set(texts).size).toBe(1);
    using other = await languageModel({ backend: 'node', precision: 'int8', weights: seededModel().weights });
    const bytes = await state.save();
    expect(() => other.restoreState(bytes)).toThrow(StateError);
  });

  it('[SC5] a state rewound writes the same text again', async () => {
    using state = model.createState();
    const first = await model.generate(prompt, { maxTokens: 12, temperature: 1, state }).result;
    state.rewindTo(first.promptTokenIds.length);
    const again = await model.generate({ tokenIds: [] }, { maxTokens: 12, temperature: 1, state }).result;
    expect(again.tokenIds).toEqual(first.tokenIds);
  });
});

it('[M6] dispose twice is fine; use after it throws', async () => {
  const own = await languageModel({ backend: 'reference', weights: seededModel().weights });
  own.dispose();
  own.dispose();
  for (const use of [
    () => own.generate(prompt),
    () => own.createState(),
    () => own.restoreState(new Uint8Array(0)),
    () => own.passCosts(),
  ]) {
    expect(use).toThrow(DisposedError);
  }
});

it('a seeded model says that it is one thing only: random', () => {
  const [a, b] = [seededModel({ seed: 1 }), seededModel({ seed: 2 })];
  expect(a.name).toMatch(/random weights \(seed 1\)/);
  expect(a.weights.fingerprint).not.toBe(b.weights.fingerprint);
});
