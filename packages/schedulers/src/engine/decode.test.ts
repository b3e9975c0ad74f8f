import { ConfigError, DecodingError, type Draft, type Drafter } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { trustAll } from '../acceptance/trust-all.ts';
import { emptyDraft } from '../drafting/empty-draft.ts';
import { createSampler } from '../sampling/sampler.ts';
import { adaptive } from '../scheduling/adaptive.ts';
import { alternating } from '../scheduling/alternating.ts';
import { autoregressive } from '../scheduling/autoregressive.ts';
import { defineScheduler } from '../scheduling/define-scheduler.ts';
import { verified } from '../scheduling/verified.ts';
import { MemoryState } from '../test/memory-state.ts';
import { essence, run, toyPrompt } from '../test/run.ts';
import { alwaysWrong, guesser, perfect, randomGuesses, throwing } from '../test/toy-drafters.ts';
import { createToyModel, toyVocab } from '../test/toy-model.ts';
import { toyTokenizer } from '../test/toy-tokenizer.ts';
import { decode } from './decode.ts';

function draftOf(...tokens: number[]): Draft {
  return { tokens, origins: tokens.map(() => 'mine') };
}

describe('rounds', () => {
  it('[SC3] an empty draft is one plain step', async () => {
    const plain = await run();
    const { rounds, ...rest } = await run({ scheduler: defineScheduler('empty', (round) => round.check(emptyDraft)) });
    expect(essence({ rounds, ...rest })).toEqual(essence(plain));
    expect(rounds.every((round) => round.basePasses === 1 && round.tokens.length === 1)).toBe(true);
    const trusting = await run({ scheduler: defineScheduler('trusting', (round) => round.trust(emptyDraft)) });
    expect(essence(trusting)).toEqual(essence(plain));
  });

  it('[SC3] a drafter that throws costs the draft of its round and is named in the reason', async () => {
    const plain = await run();
    const drafted = await run({ scheduler: verified({ length: 3 }), drafters: [throwing()] });
    expect(essence(drafted)).toEqual(essence(plain));
    const reasons = drafted.rounds.map((round) => round.reason).join('\n');
    expect(reasons).toContain('drafter throwing failed: out of ideas');
    expect(reasons).toContain('drafter throwing failed: does not listen');
  });

  it('[SC3] a drafter that proposes nonsense costs the draft; the next one in turn is asked', async () => {
    const plain = await run();
    const outside = guesser('outside', () => toyVocab);
    const right = perfect(plain.state.tokens);
    const { rounds, result } = await run({ scheduler: verified({ length: 3 }), drafters: [outside, right] });
    expect(result.tokenIds).toEqual(plain.result.tokenIds);
    expect(rounds[1]!.draftOrigins).toEqual(['perfect', 'perfect', 'perfect']);
    expect(rounds[1]!.reason).toContain('drafter outside failed');
  });

  it('[SC4] a drafter that changes the tokens or rows of the base is refused', async () => {
    const vandals: ((state: MemoryState) => void)[] = [
      (state) => state.commit([1]),
      (state) => state.truncate('base', 2),
      (state) => state.rowsFor('base').push(1),
    ];
    for (const act of vandals) {
      const state = new MemoryState();
      const draft = async (): Promise<Draft> => {
        act(state);
        return emptyDraft;
      };
      const drafter: Drafter = { name: 'vandal', draft };
      await expect(run({ state, scheduler: verified(), drafters: [drafter] })).rejects.toThrow(DecodingError);
    }
  });

  it('a record adds up', async () => {
    const plain = await run({ maxTokens: 41 });
    const text = plain.state.tokens;
    const scheduler = verified({ length: 3 });
    const { rounds, result } = await run({ maxTokens: 41, scheduler, drafters: [perfect(text)] });
    expect(rounds[1]).toMatchObject({ index: 1, start: 9, accepted: 3, rejected: false, basePasses: 1, departures: 0 });
    expect(rounds[1]!.tokens.map((token) => token.origin)).toEqual(['perfect', 'perfect', 'perfect', 'base']);
    expect(rounds[1]!.tokens.every((token) => token.isDeparture === false)).toBe(true);
    expect(result.stats).toMatchObject({
      scheduler: 'verified',
      drafters: ['perfect'],
      promptTokens: 8,
      newTokens: 41,
      basePasses: 11,
      drafted: 30,
      accepted: 30,
      meanAcceptedTokens: 4,
      acceptanceByPosition: [1, 1, 1],
      departures: 0,
      exactness: 'bitwise',
    });
  });

  it('tokens that the state had rows for count as reused', async () => {
    const { state } = await run({ maxTokens: 1 });
    state.rewindTo(toyPrompt.length);
    const again = await run({ state, promptTokens: [], reusedTokens: toyPrompt.length, maxTokens: 1 });
    expect(again.result.stats).toMatchObject({ promptTokens: toyPrompt.length, reusedTokens: toyPrompt.length - 1 });
    state.rewindTo(5);
    const part = await run({ state, promptTokens: [1, 2], reusedTokens: 4, maxTokens: 1 });
    expect(part.result.stats).toMatchObject({ promptTokens: 6, reusedTokens: 4 });
    expect((await run()).result.stats).toMatchObject({ promptTokens: toyPrompt.length, reusedTokens: 0 });
  });

  it('times come from the clock, and consumers cost nothing', async () => {
    let nowMs = 0;
    const model = createToyModel({
      onForward: () => {
        nowMs += 10;
      },
    });
    const generation = decode({
      model,
      state: new MemoryState(),
      tokenizer: toyTokenizer,
      promptTokens: toyPrompt,
      scheduler: autoregressive(),
      maxTokens: 5,
      stopTokens: [],
      now: () => nowMs,
    });
    let step = await generation.next();
    for (; !step.done; step = await generation.next()) nowMs += 1000;
    expect(step.value.stats).toMatchObject({ prefillMs: 10, decodeMs: 40, tokensPerSecond: 100, outsideMs: 40 });
  });

  it('does not choose under logits that the history of plain decoding would not have', async () => {
    const seen: string[][] = [[], []];
    const text = (await run()).state.tokens;
    for (const [i, scheduler] of [autoregressive(), verified({ length: 3 })].entries()) {
      const spy = {
        name: 'spy',
        process: (_: Float32Array, { history }: { history: readonly number[] }) => void seen[i]!.push(history.join()),
      };
      await run({ scheduler, drafters: [perfect(text)], sampler: createSampler({}, toyVocab, [spy]) });
    }
    expect(seen[1]).toEqual(seen[0]);
  });
});

describe('trust', () => {
  it('departures are those tokens that the base would not have written', async () => {
    const module = randomGuesses(3, 'recycle');
    for (const stride of [2, 3, 5]) {
      const { rounds, result, state } = await run({ scheduler: alternating({ stride }), drafters: [module] });
      const model = createToyModel();
      const replay = new MemoryState();
      replay.commit(state.tokens);
      const { logits } = await model.forward(replay, state.tokens, { logitsRows: state.tokens.length });
      const sampler = createSampler({}, toyVocab);
      const context = { history: [], promptLength: 0 };
      const own = result.tokenIds.map((_, i) => sampler.choose(logits.row(toyPrompt.length + i - 1), context));
      expect(result.stats.departures).toBe(result.tokenIds.filter((id, i) => id !== own[i]).length);
      expect(result.stats.unjudged).toBe(0);
      expect(rounds.reduce((sum, round) => sum + round.departures, 0)).toBe(result.stats.departures);
    }
  });

  it('a perfect module departs nowhere and halves the passes', async () => {
    const plain = await run();
    const { result } = await run({ scheduler: alternating(), drafters: [perfect(plain.state.tokens, 'recycle')] });
    expect(result.tokenIds).toEqual(plain.result.tokenIds);
    expect(result.stats).toMatchObject({ departures: 0, drafted: 19, accepted: 19 });
    expect(result.stats.basePasses).toBeLessThanOrEqual(21);
  });

  it('a text that ends in trusted tokens is judged by a last pass, in a round without tokens', async () => {
    const text = (await run({ maxTokens: 10 })).state.tokens;
    const stop = (text[10]! + 1) % toyVocab;
    const module = guesser('recycle', (tokens) => (tokens.length === 10 ? stop : text[tokens.length]));
    const { rounds, result, state } = await run({
      scheduler: alternating({ stride: 4 }),
      drafters: [module],
      stopTokens: [stop],
    });
    expect(result).toMatchObject({ finishReason: 'stop-token', stats: { departures: 1, unjudged: 0 } });
    expect(rounds.at(-1)).toMatchObject({ tokens: [], departures: 1, basePasses: 1 });
    expect(state.rowsOf('base')).toBe(state.tokens.length - 1);
  });

  it('alternating without its module is refused by name before anything is written', () => {
    const state = new MemoryState();
    const options = { model: createToyModel(), state, tokenizer: toyTokenizer, promptTokens: toyPrompt };
    const attempt = () => decode({ ...options, scheduler: alternating(), drafters: [randomGuesses(1)] });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow('a drafter named recycle');
    expect(state.tokens).toEqual([]);
  });

  it('a checked draft under trust counts its departures at once', async () => {
    const text = (await run()).state.tokens;
    const scheduler = verified({ length: 2, acceptance: trustAll });
    const { rounds, result } = await run({ scheduler, drafters: [alwaysWrong(text)] });
    expect(rounds[1]!.tokens.map((token) => token.isDeparture)).toContain(true);
    expect(result.stats.departures).toBeGreaterThan(0);
    expect(result.stats.acceptanceByPosition).toEqual([1, 1]);
  });
});

describe('ends', () => {
  it('[SC7] limits and contexts end the text where plain decoding does', async () => {
    const text = (await run({ maxTokens: 100 })).state.tokens;
    const greedyDraft = verified({ length: 9 });
    const limited = await run({ maxTokens: 7, scheduler: greedyDraft, drafters: [perfect(text)] });
    expect(limited.result).toMatchObject({ finishReason: 'max-tokens', tokenIds: text.slice(8, 15) });
    const model = createToyModel({ contextLength: 20 });
    const full = await run({ model, maxTokens: 100, scheduler: greedyDraft, drafters: [perfect(text)] });
    expect(full.result).toMatchObject({ finishReason: 'context-full', tokenIds: text.slice(8, 20) });
    const model8 = createToyModel({ contextLength: 8 });
    expect((await run({ model: model8 })).result).toMatchObject({ finishReason: 'context-full', tokenIds: [] });
  });

  it('[SC7] a stop token inside a draft cuts the round; it is committed and has no text', async () => {
    const text = (await run()).state.tokens;
    const index = text.findIndex((id, i) => i > 12 && text.indexOf(id) === i);
    const drafters = [perfect(text)];
    const outcome = await run({ stopTokens: [text[index]!], scheduler: verified({ length: 20 }), drafters });
    expect(outcome.state.tokens).toEqual(text.slice(0, index + 1));
    expect(outcome.state.rowsOf('base')).toBe(index);
    expect(outcome.result.finishReason).toBe('stop-token');
    expect(outcome.rounds.at(-1)!.tokens.at(-1)!.text).toBe('');
  });

  it('[SC7] a longer draft than there is room is clipped, also from a custom scheduler', async () => {
    const text = (await run({ maxTokens: 100 })).state.tokens;
    const scheduler = defineScheduler('greedy-for-more', ({ state, check }) => {
      return check(draftOf(...text.slice(state.tokens.length, state.tokens.length + 60)));
    });
    const { result } = await run({ scheduler, model: createToyModel({ contextLength: 30 }), maxTokens: 1000 });
    expect(result.tokenIds).toEqual(text.slice(8, 30));
  });

  it('[SC6] an abort stops within one pass and leaves a usable state', async () => {
    const plain = await run();
    for (const scheduler of [autoregressive(), verified({ length: 2 }), adaptive()]) {
      const controller = new AbortController();
      let passes = 0;
      const model = createToyModel({ onForward: () => void (++passes === 6 && controller.abort()) });
      const drafters = [alwaysWrong(plain.state.tokens)];
      const { result, state } = await run({ model, scheduler, drafters, signal: controller.signal });
      expect(passes).toBe(6);
      expect(result.finishReason).toBe('aborted');
      expect(state.tokens).toEqual(plain.state.tokens.slice(0, state.tokens.length));
      expect(state.rowsOf('base')).toBe(state.tokens.length - 1);
      const left = 40 - result.tokenIds.length;
      const rest = await run({ state, promptTokens: [], maxTokens: left });
      expect([...result.tokenIds, ...rest.result.tokenIds]).toEqual(plain.result.tokenIds);
    }
  });

  it('[SC6] an abort during prefill leaves the prompt pending', async () => {
    const controller = new AbortController();
    const model = createToyModel({ onForward: () => controller.abort() });
    const { result, state } = await run({ model, signal: controller.signal });
    expect(result).toMatchObject({ finishReason: 'aborted', tokenIds: [] });
    expect(state.tokens).toEqual(toyPrompt);
    const plain = await run();
    const rest = await run({ state, promptTokens: [] });
    expect(rest.result.tokenIds).toEqual(plain.result.tokenIds);
  });

  it('[SC6] an abort leaves a scheduler that hangs', async () => {
    const controller = new AbortController();
    const scheduler = defineScheduler('hangs', () => {
      controller.abort();
      return new Promise(() => undefined);
    });
    const { result } = await run({ scheduler, signal: controller.signal });
    expect(result).toMatchObject({ finishReason: 'aborted', tokenIds: { length: 1 } });
  });

  it('[SC6] break leaves a settled state', async () => {
    const plain = await run();
    const state = new MemoryState();
    const options = {
      model: createToyModel(),
      state,
      tokenizer: toyTokenizer,
      promptTokens: toyPrompt,
      stopTokens: [],
    };
    const drafters = [perfect(plain.state.tokens)];
    for await (const round of decode({ ...options, scheduler: verified({ length: 3 }), drafters })) {
      if (round.index === 2) break;
    }
    expect(state.tokens).toEqual(plain.state.tokens.slice(0, 17));
    expect(state.rowsOf('base')).toBe(16);
  });

  it('[SC6] a forward that throws leaves the state at the last settled round', async () => {
    const plain = await run();
    for (const failing of [1, 5]) {
      let passes = 0;
      const state = new MemoryState();
      state.commit([7, 7]);
      const broken = () => {
        if (++passes === failing) throw new Error('no power');
      };
      const model = createToyModel({ onForward: broken });
      await expect(run({ model, state, scheduler: verified(), drafters: [randomGuesses(2)] })).rejects.toThrow(
        'no power',
      );
      if (failing === 1) expect(state.tokens).toEqual([7, 7]);
      else expect(state.rowsOf('base')).toBe(state.tokens.length - 1);
      if (failing === 1) state.rewindTo(0);
      if (failing === 1) expect((await run({ state })).result.tokenIds).toEqual(plain.result.tokenIds);
    }
  });

  it('[SC6] a processor that throws leaves the state at the last settled round', async () => {
    const bomb = {
      name: 'bomb',
      process: (_: Float32Array, { history }: { history: readonly number[] }) => {
        if (history.length === 15) throw new Error('tick');
      },
    };
    const text = (await run()).state.tokens;
    const state = new MemoryState();
    const sampler = createSampler({}, toyVocab, [bomb]);
    const drafted = run({ state, sampler, scheduler: verified({ length: 4 }), drafters: [perfect(text)] });
    await expect(drafted).rejects.toThrow('tick');
    expect(state.tokens).toEqual(text.slice(0, 14));
    expect(state.rowsOf('base')).toBe(13);
  });
});

describe('custom schedulers that return nonsense are refused', () => {
  const nonsense: Readonly<Record<string, Parameters<typeof defineScheduler>[1]>> = {
    'no round': async () => undefined as never,
    'an unchecked round': async ({ last }) => last!,
    'a round of their own': async (round) => ({ ...(await round.check(emptyDraft)) }),
    'tokens outside the vocabulary': ({ check }) => check(draftOf(99)),
    'tokens that are none': ({ trust }) => trust(draftOf(1.5)),
    'a draft without origins': ({ check }) => check({ tokens: [1], origins: [] }),
    'no draft': ({ check }) => check(undefined as never),
    'check twice': async ({ check }) => {
      await check(emptyDraft);
      return check(emptyDraft);
    },
    'check and trust, unawaited': async ({ check, trust }) => {
      void trust(draftOf(1));
      return check(emptyDraft);
    },
    'drafts for ever': async ({ draft }) => {
      for (;;) await draft(1);
    },
    'a swallowed error': async ({ check, last }) => {
      await check(draftOf(-1)).catch(() => undefined);
      return last!;
    },
    'an acceptance rule of nonsense': ({ check }) =>
      check(draftOf(1), { name: 'odd', keeps: 'nothing', decide: () => Number.NaN }),
  };

  it.each(Object.entries(nonsense))('%s', async (_, scheduler) => {
    const state = new MemoryState();
    await expect(run({ state, scheduler, drafters: [randomGuesses(1)] })).rejects.toThrow(DecodingError);
    expect(state.rowsOf('base')).toBeLessThan(state.tokens.length);
    const rest = await run({ state, promptTokens: [], maxTokens: 5 });
    expect(rest.result.tokenIds).toHaveLength(5);
  });

  it('tools of an old round', async () => {
    let old: (() => Promise<unknown>) | undefined;
    const scheduler = defineScheduler('late', async (round) => {
      await old?.();
      old = () => round.check(emptyDraft);
      return round.check(emptyDraft);
    });
    await expect(run({ scheduler })).rejects.toThrow('a round that is over');
  });
});
