import type { Drafter, MutableState, SamplerSettings } from '@recyclegpt/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bitsOf } from './bits.ts';
import {
  DecodingBench,
  type DecodingFixture,
  type DecodingSuiteOptions,
  type WriteRequest,
  type WrittenText,
} from './decoding-fixture.ts';
import { throwingDrafter } from './proof-drafters.ts';

/** The bench of a suite, once its first test runs. */
type Get<S> = () => DecodingBench<S>;
/** A scheduler and drafters under test, by name. */
interface Case<S> {
  readonly scheduler: () => S;
  readonly drafters: (text: readonly number[]) => readonly Drafter[];
}

const settings: Readonly<Record<string, SamplerSettings>> = {
  'at temperature 0': {},
  'at temperature 0.8': { temperature: 0.8, seed: 7 },
  'with all filters and penalties': {
    temperature: 1.1,
    topK: 30,
    topP: 0.95,
    minP: 0.01,
    typicalP: 0.98,
    repetitionPenalty: 1.2,
    presencePenalty: 0.2,
    frequencyPenalty: 0.1,
    penaltyWindow: 30,
    logitBias: { 3: 1, 4: -Infinity },
    seed: 5,
  },
};

/**
 * The rules SC1 to SC7 of SPEC.md over every scheduler and drafter, on a model whose rows are exact (`minExactRows`). A
 * package that has a drafter of its own adds it to `drafters`.
 */
export function testDecoding<S, F extends DecodingFixture<S>>(name: string, options: DecodingSuiteOptions<S, F>): void {
  describe(`decoding with ${name}`, () => {
    let made: { readonly fixture: F; readonly bench: DecodingBench<S> } | undefined;
    beforeAll(async () => {
      const fixture = await options.createFixture();
      made = { fixture, bench: new DecodingBench(fixture, options.plain, options.maxTokens) };
    });
    afterAll(() => made?.fixture[Symbol.dispose]());
    const madeNow = (): NonNullable<typeof made> => {
      if (made === undefined) throw new Error('The fixture was not made.');
      return made;
    };
    const get: Get<S> = () => madeNow().bench;
    it('[SC1] the rows of its model are exact', () => {
      expect(get().fixture.model.minExactRows).toBeTypeOf('number');
    });
    for (const [scheduler, makeScheduler] of Object.entries(options.schedulers)) {
      describe.each(Object.entries(options.drafters))(`${scheduler}, %s`, (_, makeDrafters) => {
        const drafters = (text: readonly number[]) => makeDrafters(madeNow().fixture, text);
        const each: Case<S> = { scheduler: makeScheduler, drafters };
        sameText(get, each);
        ends(get, each);
        guests(get, each);
        cancelling(get, each);
      });
    }
  });
}

/** What must be the same whatever drafts. */
function essence({ text, tokenIds, finishReason }: WrittenText): Omit<WrittenText, 'stats'> {
  return { text, tokenIds, finishReason };
}

/** Writes a text plainly and by the case, and expects the same. */
async function expectSame<S>(bench: DecodingBench<S>, each: Case<S>, changes: Partial<WriteRequest<S>>): Promise<void> {
  const plain = await bench.plain(changes);
  const text = [...(changes.promptTokens ?? bench.prompt), ...plain.tokenIds];
  using state = bench.fixture.createState();
  const request = { ...changes, scheduler: each.scheduler(), drafters: each.drafters(text), state };
  const drafted = await bench.write(request);
  expect(essence(drafted)).toEqual(essence(plain));
  expect([...state.tokens]).toEqual(text);
  expect(state.rowsOf(bench.fixture.model.owner)).toBe(text.length - 1);
  expect(drafted.stats).toMatchObject({ departures: 0, unjudged: 0, exactness: 'bitwise' });
  expect(drafted.stats.accepted).toBeLessThanOrEqual(drafted.stats.drafted);
}

function sameText<S>(get: Get<S>, each: Case<S>): void {
  it.each(Object.entries(settings))('[SC1] writes what plain decoding writes, %s', async (_, sampler) => {
    await expectSame(get(), each, { sampler });
  });

  it('[SC2] writes no token that is forbidden, whatever is drafted', async () => {
    const bench = get();
    const sampler = { temperature: 0.8, seed: 7 };
    const text = await bench.plainTokens({ sampler });
    const forbidden = text[bench.prompt.length + 2] as number;
    const logitBias = { [forbidden]: -Infinity };
    const request = { scheduler: each.scheduler(), drafters: each.drafters(text), sampler: { ...sampler, logitBias } };
    const { tokenIds } = await bench.write(request);
    expect(tokenIds).not.toContain(forbidden);
  });

  it('[SC5] writes it again, after other texts and beside them', async () => {
    const bench = get();
    const sampler = { temperature: 0.9, seed: 11 };
    const text = await bench.plainTokens({ sampler });
    const write = (promptTokens: readonly number[]) =>
      bench.write({ sampler, promptTokens, scheduler: each.scheduler(), drafters: each.drafters(text) });
    const others = await Promise.all([write(bench.prompt), write([...bench.prompt].reverse()), write(bench.prompt)]);
    const again = await write(bench.prompt);
    for (const { tokenIds } of [others[0], others[2], again]) {
      expect([...bench.prompt, ...(tokenIds ?? [])]).toEqual(text);
    }
  });
}

function ends<S>(get: Get<S>, each: Case<S>): void {
  it('[SC7] ends where plain decoding ends', async () => {
    const bench = get();
    const sampler = { temperature: 0.8, seed: 7 };
    const written = await bench.plain({ sampler });
    const at = (index: number): number => written.tokenIds[index] as number;
    const { contextLength } = bench.fixture.model;
    const long = Array.from({ length: contextLength - 6 }, (_, i) => bench.prompt[i % bench.prompt.length] as number);
    const changes: readonly Partial<WriteRequest<S>>[] = [
      { stopTokens: [at(4), at(9)] },
      { stopStrings: [written.text.slice(7, 10), written.text.slice(3, 5)] },
      { maxTokens: 1 },
      { maxTokens: 5 },
      { promptTokens: long, maxTokens: 50 },
    ];
    for (const change of changes) await expectSame(bench, each, { sampler, ...change });
  });
}

/** Lets a drafter draft, and compares the base's rows before and after. */
function watched(drafter: Drafter, expectUntouched: (act: () => Promise<unknown>) => Promise<void>): Drafter {
  return new Proxy(drafter, {
    get: (target, member) => {
      if (member !== 'draft') {
        const value: unknown = Reflect.get(target, member, target);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async (...request: Parameters<Drafter['draft']>) => {
        let draft = { tokens: [], origins: [] } as Awaited<ReturnType<Drafter['draft']>>;
        await expectUntouched(async () => {
          draft = await target.draft(...request);
        });
        return draft;
      };
    },
  });
}

function guests<S>(get: Get<S>, each: Case<S>): void {
  it('[SC3] a drafter that throws costs its draft, not the text', async () => {
    const throwing = { ...each, drafters: (text: readonly number[]) => each.drafters(text).map(throwingDrafter) };
    await expectSame(get(), throwing, { sampler: { temperature: 0.8, seed: 7 } });
  });

  it('[SC4] a drafter leaves the tokens and the rows of the base as they are', async () => {
    const bench = get();
    const { model } = bench.fixture;
    using state = bench.fixture.createState();
    const snapshot = async (): Promise<unknown> => {
      const rows = state.rowsOf(model.owner);
      const slots = await Promise.all(
        model.slots.map(async ({ name }) => [...bitsOf((await state.read(name, 0, rows)).data)].join()),
      );
      return { tokens: [...state.tokens], rows, slots };
    };
    const complaints: unknown[] = [];
    const expectUntouched = async (act: () => Promise<unknown>): Promise<void> => {
      const before = await snapshot();
      await act();
      const after = await snapshot();
      if (JSON.stringify(after) !== JSON.stringify(before)) complaints.push({ before, after });
    };
    const drafters = each.drafters(await bench.plainTokens()).map((drafter) => watched(drafter, expectUntouched));
    await bench.write({ scheduler: each.scheduler(), drafters, state, maxTokens: 12 });
    expect(complaints).toEqual([]);
  });
}

/** Aborts in the round with this index. */
function abortIn(index: number): Pick<WriteRequest<unknown>, 'signal' | 'onRound'> & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onRound: (round) => {
      if (round.index === index) controller.abort();
    },
  };
}

function cancelling<S>(get: Get<S>, each: Case<S>): void {
  it('[SC6] cancelled, it leaves a state that goes on as if nothing had happened', async () => {
    const bench = get();
    const sampler = { temperature: 0.8, seed: 7 };
    const text = await bench.plainTokens({ sampler });
    for (const index of [0, 2]) {
      using state: MutableState = bench.fixture.createState();
      const request = { sampler, scheduler: each.scheduler(), drafters: each.drafters(text), state };
      const first = await bench.write({ ...request, ...abortIn(index) });
      expect(first.finishReason).toBe('aborted');
      const left = bench.maxTokens - first.tokenIds.length;
      expect(left).toBeGreaterThan(0);
      // Penalties aside, a text depends on what stands before it, not on where its output began.
      const rest = await bench.write({ ...request, promptTokens: [], maxTokens: left });
      expect([...first.tokenIds, ...rest.tokenIds]).toEqual(text.slice(bench.prompt.length));
    }
  });
}
