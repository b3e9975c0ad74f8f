import { ConfigError, type Draft, type DraftContext, type MutableState, type Session } from '@recyclegpt/spec';
import { bitsOf, seededRandom } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import { type RecycleConfig, recycleOwner } from './recycle-config.ts';
import { recycleDrafter } from './recycle-drafter.ts';
import { NaiveModule } from './test/naive-module.ts';
import {
  backends,
  draftTokens,
  type PlainModule,
  type PlainModuleOptions,
  plainModule,
  randomTensors,
  smallConfig,
} from './test/plain-module.ts';

const text = (length: number, seed = 1): readonly number[] => {
  const random = seededRandom(seed);
  return Array.from({ length }, () => random.below(smallConfig.vocab));
};

async function referenceModule(options: Partial<PlainModuleOptions> = {}): Promise<PlainModule> {
  return await plainModule({ backend: await backends.reference(), ...options });
}

const contextOf = (state: MutableState, abilities: Partial<DraftContext> = {}): DraftContext => {
  return { state, promptLength: 1, signal: undefined, ...abilities };
};

/** What plain loops draft after a text, of which the base has seen so many tokens. */
function naiveDraft(
  plain: PlainModule,
  { tokens, baseRows = tokens.length - 1, count }: { tokens: readonly number[]; baseRows?: number; count: number },
  config: RecycleConfig = smallConfig,
): { readonly tokens: readonly number[]; readonly confidences: readonly number[] } {
  const naive = new NaiveModule(config, randomTensors(config));
  let logits: Float64Array = new Float64Array(0);
  for (let t = 0; t + 1 < tokens.length; t += 1) {
    const taps = t < baseRows ? plain.tappedStates(tokens, t) : undefined;
    logits = naive.next({ taps, token: tokens[t + 1] as number }).logits;
  }
  const drafted: number[] = [];
  const confidences: number[] = [];
  while (drafted.length < count) {
    const best = logits.indexOf(Math.max(...logits));
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit - (logits[best] as number)), 0);
    confidences.push(1 / total);
    const token = config.head === 'shared' ? best : (draftTokens(config)[best] as number);
    drafted.push(token);
    logits = naive.next({ taps: undefined, token }).logits;
  }
  return { tokens: drafted, confidences };
}

/** A session that fails at its runs of these numbers, counted from 1. */
function failing(...numbers: readonly number[]): (session: Session) => Session {
  let runs = 0;
  return (session) => ({
    inputs: session.inputs,
    outputs: session.outputs,
    run: async (...request) => {
      runs += 1;
      if (numbers.includes(runs)) throw new RangeError(`run ${runs} fails`);
      return await session.run(...request);
    },
    [Symbol.dispose]: () => session[Symbol.dispose](),
  });
}

async function bitsOfRows(plain: PlainModule, state: MutableState): Promise<readonly Uint8Array[]> {
  const rows = state.rowsOf(recycleOwner);
  return await Promise.all(plain.module.slots.map(async ({ name }) => bitsOf((await state.read(name, 0, rows)).data)));
}

describe('a draft', () => {
  it.each([2, 3, 40, 63, 64, 65, 66, 128, 130])('after %i tokens is what plain loops draft', async (length) => {
    using plain = await referenceModule();
    const tokens = text(length);
    using state = plain.createState(tokens);
    const drafter = recycleDrafter(plain.module);
    const { origins, ...draft } = await drafter.draft(contextOf(state), 5);
    const expected = naiveDraft(plain, { tokens, count: 5 });
    expect(draft.tokens).toEqual(expected.tokens);
    expect(origins).toEqual(Array(5).fill('recycle'));
    for (const [i, confidence] of (draft.confidences ?? []).entries())
      expect(confidence).toBeCloseTo(expected.confidences[i] as number, 4);
    expect([drafter.name, draft.confidences?.length, draft.distributions]).toEqual(['recycle', 5, undefined]);
    expect(drafter.sessionMs).toBeGreaterThan(0);
  });

  describe.each(['node', 'reference'] as const)('with several tokens in a run on %s', (name) => {
    const shapes: readonly (readonly [string, Partial<RecycleConfig>])[] = [
      ['the default shape', {}],
      ['two layers, joined, raw feedback', { layers: 2, entry: 'joined', feedback: 'raw' }],
      [
        'a shared head, no fusion, one key head',
        {
          head: 'shared',
          draftVocab: 60,
          fusion: 'none',
          tappedLayers: [1],
          kvHeads: 1,
        },
      ],
    ];
    it.each(shapes)('is what plain loops draft, and leaves the rows of true states: %s', async (_, changes) => {
      const config = { ...smallConfig, ...changes };
      using backend = await backends[name]();
      const options = { backend, config, tensors: randomTensors(config) };
      using chained = await plainModule({ ...options, chainTokens: 3 });
      using stepwise = await plainModule(options);
      for (const length of [2, 40, 61, 62, 63, 64, 65, 66, 130]) {
        const tokens = text(length);
        using state = chained.createState(tokens);
        using other = stepwise.createState(tokens);
        for (const count of [2, 3, 5]) {
          const draft = await recycleDrafter(chained.module).draft(contextOf(state, { isPlainGreedy: true }), count);
          const expected = naiveDraft(chained, { tokens, count }, config);
          expect(draft.tokens).toEqual(expected.tokens);
          for (const [i, confidence] of (draft.confidences ?? []).entries())
            expect(confidence).toBeCloseTo(expected.confidences[i] as number, 4);
        }
        await recycleDrafter(stepwise.module).draft(contextOf(other), 1);
        expect(await bitsOfRows(chained, state)).toEqual(await bitsOfRows(stepwise, other));
      }
    });

    it('runs once for three tokens, asks before more whether they pay, and not at all where a token has to be drawn', async () => {
      using backend = await backends[name]();
      let runs = 0;
      using plain = await plainModule({
        backend,
        chainTokens: 3,
        wrap: (session) => ({
          ...session,
          run: async (...request) => {
            runs += 1;
            return await session.run(...request);
          },
          [Symbol.dispose]: () => session[Symbol.dispose](),
        }),
      });
      const drafter = recycleDrafter(plain.module);
      using state = plain.createState(text(40));
      const { tokens } = await drafter.draft(contextOf(state, { isPlainGreedy: true }), 3);
      expect([tokens.length, runs]).toEqual([3, 1]);
      const isWorthMore = (confidences: readonly number[]): boolean => confidences.length < 3;
      const cut = await drafter.draft(contextOf(state, { isPlainGreedy: true, isWorthMore }), 6);
      expect([cut.tokens, cut.confidences?.length, runs]).toEqual([tokens, 3, 2]);
      await drafter.draft(contextOf(state), 3);
      expect(runs).toBe(5);
    });
  });

  it.each([1, 2, 5])('goes on from states of its own where the base lags by %i tokens', async (lag) => {
    using plain = await referenceModule();
    const tokens = text(50);
    const baseRows = tokens.length - 1 - lag;
    using state = plain.createState(tokens, baseRows);
    const draft = await recycleDrafter(plain.module).draft(contextOf(state), 3);
    expect(draft.tokens).toEqual(naiveDraft(plain, { tokens, baseRows, count: 3 }).tokens);
    expect(state.rowsOf(recycleOwner)).toBe(baseRows);
  });

  it.each([
    ['the base has no rows', 4, 0],
    ['there is one token', 1, 0],
    ['there is one token with its row', 1, 1],
  ])('is empty where %s', async (_, length, baseRows) => {
    using plain = await referenceModule();
    using state = plain.createState(text(length), baseRows);
    expect(await recycleDrafter(plain.module).draft(contextOf(state), 3)).toEqual({ tokens: [], origins: [] });
    expect(state.rowsOf(recycleOwner)).toBe(0);
  });

  it('ends where the context ends', async () => {
    using plain = await referenceModule({ contextLength: 70 });
    for (const [length, drafted] of [
      [66, 4],
      [69, 1],
      [70, 0],
    ] as const) {
      using state = plain.createState(text(length));
      expect((await recycleDrafter(plain.module).draft(contextOf(state), 8)).tokens).toHaveLength(drafted);
    }
  });

  it('from a shared head has all tokens to choose from', async () => {
    const config: RecycleConfig = { ...smallConfig, head: 'shared', draftVocab: smallConfig.vocab };
    using plain = await referenceModule({ config });
    const tokens = text(20);
    using state = plain.createState(tokens);
    let offered: Int32Array | undefined = new Int32Array(1);
    const choose: DraftContext['choose'] = (logits, _, tokenIds) => {
      offered = tokenIds;
      return logits.indexOf(Math.max(...logits));
    };
    const draft = await recycleDrafter(plain.module).draft(contextOf(state, { choose }), 3);
    expect(draft.tokens).toEqual(naiveDraft(plain, { tokens, count: 3 }, config).tokens);
    expect(offered).toBeUndefined();
  });
});

describe('rows after a draft', () => {
  it('[ST4] are made of true states only, and are the same whatever was drafted before', async () => {
    using plain = await referenceModule();
    const tokens = text(140);
    using state = plain.createState([]);
    const random = seededRandom(4);
    while (state.tokens.length < 140) {
      state.commit(tokens.slice(state.tokens.length, state.tokens.length + 1 + random.below(5)));
      plain.extendBase(state, Math.max(state.rowsOf('base'), state.tokens.length - 1 - random.below(2)));
      await recycleDrafter(plain.module).draft(contextOf(state), random.below(6));
      expect(state.rowsOf(recycleOwner)).toBeLessThan(state.tokens.length);
    }
    plain.extendBase(state, 139);
    const draft = await recycleDrafter(plain.module).draft(contextOf(state), 4);
    using fresh = plain.createState(tokens);
    expect(await recycleDrafter(plain.module).draft(contextOf(fresh), 4)).toEqual(draft);
    expect(await bitsOfRows(plain, state)).toEqual(await bitsOfRows(plain, fresh));
  });

  it.each([2, 40, 64, 65, 100])(
    '[ST2] drafts after a rewind to %i tokens equal those of a fresh state',
    async (length) => {
      using plain = await referenceModule();
      const tokens = text(130);
      using state = plain.createState(tokens);
      const drafter = recycleDrafter(plain.module);
      await drafter.draft(contextOf(state), 3);
      state.rewindTo(length);
      state.commit([9, 10]);
      plain.extendBase(state, length + 1);
      using fresh = plain.createState([...tokens.slice(0, length), 9, 10]);
      expect(await drafter.draft(contextOf(state), 4)).toEqual(await drafter.draft(contextOf(fresh), 4));
      expect(await bitsOfRows(plain, state)).toEqual(await bitsOfRows(plain, fresh));
    },
  );

  it('[ST5] a fork drafts as its original does, and neither changes the other', async () => {
    using plain = await referenceModule();
    using state = plain.createState(text(70));
    const drafter = recycleDrafter(plain.module);
    await drafter.draft(contextOf(state), 3);
    using fork = state.fork();
    fork.commit([5]);
    plain.extendBase(fork, 70);
    await drafter.draft(contextOf(fork), 3);
    using fresh = plain.createState(text(70));
    expect(await drafter.draft(contextOf(state), 3)).toEqual(await drafter.draft(contextOf(fresh), 3));
    expect([state.rowsOf(recycleOwner), fork.rowsOf(recycleOwner)]).toEqual([69, 70]);
  });

  it('[SC4] the base has the rows that it had', async () => {
    using plain = await referenceModule();
    using state = plain.createState(text(70));
    const read = async () => bitsOf((await state.read('base.2.hidden', 0, 69)).data);
    const before = await read();
    await recycleDrafter(plain.module).draft(contextOf(state), 6);
    expect([state.rowsOf('base'), state.tokens.length]).toEqual([69, 70]);
    expect(await read()).toEqual(before);
  });
});

describe('what the round offers is used', () => {
  it('choose draws each token, and knows those drafted before it and the draft vocabulary', async () => {
    using plain = await referenceModule();
    using state = plain.createState(text(30));
    const seen: unknown[] = [];
    const choose: DraftContext['choose'] = (logits, drafted, tokenIds) => {
      seen.push([logits.length, [...drafted], tokenIds === plain.module.tokenIds]);
      return tokenIds?.[3] as number;
    };
    const { tokens, confidences } = await recycleDrafter(plain.module).draft(contextOf(state, { choose }), 3);
    expect(tokens).toEqual([7, 7, 7]);
    expect(seen).toEqual([
      [24, [], true],
      [24, [7], true],
      [24, [7, 7], true],
    ]);
    for (const confidence of confidences ?? []) expect(confidence > 0 && confidence < 1).toBe(true);
  });

  it('a choice that the module cannot draft is named', async () => {
    using plain = await referenceModule();
    using state = plain.createState(text(30));
    const work = recycleDrafter(plain.module).draft(contextOf(state, { choose: () => 2 }), 3);
    await expect(work).rejects.toThrow(/cannot draft.*Got 2/);
    expect(state.rowsOf(recycleOwner)).toBe(29);
  });

  it('isWorthMore is asked before each further token, with the confidences so far', async () => {
    using plain = await referenceModule();
    using state = plain.createState(text(30));
    const asked: number[] = [];
    const isWorthMore: DraftContext['isWorthMore'] = (confidences) => {
      asked.push(confidences.length);
      return confidences.length < 3;
    };
    const whole = await recycleDrafter(plain.module).draft(contextOf(state), 3);
    expect(await recycleDrafter(plain.module).draft(contextOf(state, { isWorthMore }), 8)).toEqual(whole);
    expect(asked).toEqual([1, 2, 3]);
  });

  it('distributions come if they are wanted, and not else', async () => {
    using plain = await referenceModule();
    using state = plain.createState(text(30));
    const distribution: DraftContext['distribution'] = (_, drafted) => new Float32Array(60).fill(drafted.length);
    const draft = async (abilities: Partial<DraftContext>): Promise<Draft> =>
      await recycleDrafter(plain.module).draft(contextOf(state, abilities), 2);
    const wanted = await draft({ distribution, wantsDistributions: true });
    expect(wanted.distributions?.map((each) => [each.length, each[0]])).toEqual([
      [60, 0],
      [60, 1],
    ]);
    expect(await draft({ distribution })).not.toHaveProperty('distributions');
    expect(await draft({ wantsDistributions: true })).not.toHaveProperty('distributions');
  });
});

describe('a draft that fails', () => {
  it.each([
    ['while catching up', [2], 64],
    ['in its first own step', [4], 139],
    ['in a later step', [6], 139],
  ])('[SC3] %s leaves rows of true states, and the next one is right', async (_, numbers, rows) => {
    using plain = await referenceModule({ wrap: failing(...numbers) });
    const tokens = text(140);
    using state = plain.createState(tokens);
    const drafter = recycleDrafter(plain.module);
    await expect(drafter.draft(contextOf(state), 4)).rejects.toThrow(/fails/);
    expect(state.rowsOf(recycleOwner)).toBe(rows);
    expect((await drafter.draft(contextOf(state), 4)).tokens).toEqual(naiveDraft(plain, { tokens, count: 4 }).tokens);
  });

  it('[SC6] an abort is noticed between passes, and is the error', async () => {
    using plain = await referenceModule();
    using state = plain.createState(text(140));
    const controller = new AbortController();
    const isWorthMore = (): boolean => {
      controller.abort();
      return true;
    };
    const context = contextOf(state, { signal: controller.signal, isWorthMore });
    await expect(recycleDrafter(plain.module).draft(context, 4)).rejects.toMatchObject({ name: 'AbortError' });
    expect(state.rowsOf(recycleOwner)).toBe(139);
    using other = plain.createState(text(140));
    await expect(
      recycleDrafter(plain.module).draft(contextOf(other, { signal: AbortSignal.abort() }), 4),
    ).rejects.toThrow();
    expect(other.rowsOf(recycleOwner)).toBe(0);
  });

  it('a state that cannot be written to is a ConfigError', async () => {
    using plain = await referenceModule();
    const state = { tokens: [1, 2, 3], rowsOf: () => 2 };
    const work = recycleDrafter(plain.module).draft({ state, promptLength: 1, signal: undefined }, 2);
    await expect(work).rejects.toSatisfy(ConfigError.isInstance);
  });
});
