import {
  type CausalModel,
  ConfigError,
  ContextOverflowError,
  DisposedError,
  type MutableState,
} from '@recyclegpt/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSameOutcome, feed, type Outcome, outcomeOf } from './model-outcome.ts';
import { seededRandom } from './seeded-random.ts';

/** A loaded model and the states to run it on. Disposing of it frees all that it needed. */
export interface CausalModelFixture extends Disposable {
  readonly model: CausalModel;
  createState(): MutableState;
}

/** The fixture of a suite, once its first test runs. */
type Get = () => CausalModelFixture;

/** Tokens of the texts in this suite: two whole blocks of rows and a tail, where the context allows it. */
const textLength = 150;

function textFor({ vocab, contextLength }: CausalModel, seed = 1): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: Math.min(textLength, contextLength) }, () => random.below(vocab));
}

/** The rules M1 to M6, ST1 and ST2 of SPEC.md. `createModel` is called twice. */
export function testCausalModel(name: string, createModel: () => Promise<CausalModelFixture>): void {
  describe(`${name} as a CausalModel`, () => {
    let fixture: CausalModelFixture | undefined;
    beforeAll(async () => {
      fixture = await createModel();
    });
    afterAll(() => fixture?.[Symbol.dispose]());
    const get: Get = () => {
      if (fixture === undefined) throw new Error('The model was not made.');
      return fixture;
    };
    results(get);
    splits(get);
    rewinds(get);
    refusals(get);
    aborts(get);
    it('[M6] dispose twice is fine; use after it throws', async () => {
      using own = await createModel();
      using state = own.createState();
      own.model[Symbol.dispose]();
      own.model[Symbol.dispose]();
      await expect(own.model.forward(state, [0])).rejects.toSatisfy(DisposedError.isInstance);
    });
  });
}

function results(get: Get): void {
  it('[M1] facts are usable and all slots are its own', () => {
    const { model } = get();
    expect(model.owner).not.toBe('');
    expect(model.fingerprint).not.toBe('');
    expect(Math.min(model.vocab, model.contextLength)).toBeGreaterThan(0);
    expect(model.minExactRows ?? 1).toBeGreaterThanOrEqual(1);
    expect(new Set(model.slots.map(({ owner }) => owner))).toEqual(new Set([model.owner]));
    expect(new Set(model.slots.map(({ name }) => name)).size).toBe(model.slots.length);
  });

  it('[ST1] a pass adds its rows to all slots', async () => {
    const { model, createState } = get();
    using state = createState();
    for (const [tokens, rows] of [
      [3, 3],
      [1, 4],
      [70, 74],
    ] as const) {
      await feed(model, state, textFor(model).slice(0, tokens), { logitsRows: 1 });
      expect(state.rowsOf(model.owner)).toBe(rows);
      for (const { name, width } of model.slots) {
        const { data } = await state.read(name, rows - 1, 1);
        expect([...(data as Float32Array)].every(Number.isFinite) && data.length === width, name).toBe(true);
        expect(
          [...(data as Float32Array)].some((value) => value !== 0),
          name,
        ).toBe(true);
      }
    }
  });

  it('[M5] logits are those of the last rows asked for', async () => {
    const { model, createState } = get();
    const text = textFor(model).slice(0, 70);
    const all = await outcomeOf(get(), [text]);
    for (const logitsRows of [0, 1, 5, 8]) {
      using state = createState();
      const { logits, passes, sessionMs } = await model.forward(state, text, { logitsRows });
      expect([logits.rows, logits.vocab, passes, sessionMs >= 0]).toEqual([logitsRows, model.vocab, 2, true]);
      const rows = Array.from({ length: logitsRows }, (_, row) => logits.row(row).slice());
      expectSameOutcome(model, { logits: rows, slots: [] }, { logits: all.logits.slice(70 - logitsRows), slots: [] });
      expect(() => logits.row(logitsRows)).toThrow();
      using again = createState();
      const { best, logits: given } = await model.forward(again, text, { logitsRows, bestOnly: true });
      const likeliest = rows.map((row) => row.indexOf(Math.max(...row)));
      expect(
        best ?? Array.from({ length: given.rows }, (_, row) => given.row(row).indexOf(Math.max(...given.row(row)))),
      ).toEqual(likeliest);
    }
  });
}

function splits(get: Get): void {
  let whole: Outcome | undefined;
  const widths: readonly (readonly [string, (length: number) => readonly number[]])[] = [
    ['one by one', () => [1]],
    ...[2, 3, 4, 7, 8, 17, 63, 65].map((width) => [`${width} at a time`, () => [width]] as const),
    ['lone rows at the ends of blocks', () => [63, 1]],
    ['lone rows at the beginnings of blocks', () => [64, 1, 63]],
    ['at random', (length) => randomWidths(length)],
  ];
  it.each(widths)('[M2] rows and logits are the same, fed %s', async (_, widthsOf) => {
    const { model } = get();
    const text = textFor(model);
    whole ??= await outcomeOf(get(), [text]);
    expectSameOutcome(model, await outcomeOf(get(), split(text, widthsOf(text.length))), whole);
  });

  it('[M2] rows do not depend on tokens after them', async () => {
    const { model } = get();
    const text = textFor(model).slice(0, 80);
    const first = await outcomeOf(get(), [text]);
    const other = await outcomeOf(get(), [[...text.slice(0, 70), ...textFor(model, 2).slice(0, 10)]]);
    const slots = ({ slots: all }: Outcome): readonly Float32Array[] =>
      all.map((rows) => rows.slice(0, (rows.length / 80) * 70));
    const before = (outcome: Outcome): Outcome => ({ logits: outcome.logits.slice(0, 70), slots: slots(outcome) });
    expectSameOutcome(model, before(other), before(first));
  });
}

function randomWidths(length: number): readonly number[] {
  const random = seededRandom(12);
  return Array.from({ length }, () => 1 + random.below(random.below(4) === 0 ? 70 : 6));
}

/** Pieces of these widths in turn. */
function split(text: readonly number[], widths: readonly number[]): readonly (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  for (let at = 0; at < text.length; ) {
    const width = widths[parts.length % widths.length] ?? 1;
    parts.push(text.slice(at, at + width));
    at += width;
  }
  return parts;
}

function rewinds(get: Get): void {
  it.each([0, 1, 40, 63, 64, 65, 99])('[ST2] rewind to %i then append equals a fresh state', async (length) => {
    const { model, createState } = get();
    const [text, other] = [textFor(model), textFor(model, 3).slice(0, 30)];
    using state = createState();
    await feed(model, state, text.slice(0, 100), { logitsRows: 0 });
    state.rewindTo(length);
    expect(state.rowsOf(model.owner)).toBe(length);
    using branch = state.fork();
    const expected = await outcomeOf(get(), [...(length === 0 ? [] : [text.slice(0, length)]), other]);
    const ends = { logits: expected.logits.slice(length), slots: expected.slots };
    for (const each of [state, branch]) {
      const { logits } = await feed(model, each, other, { logitsRows: other.length });
      const rows = Array.from({ length: logits.rows }, (_, row) => logits.row(row));
      const slots = await Promise.all(
        model.slots.map(async ({ name }) => (await each.read(name, 0, length + 30)).data as Float32Array),
      );
      expectSameOutcome(model, { logits: rows, slots }, ends);
    }
  });
}

function refusals(get: Get): void {
  it.each<[string, (model: CausalModel) => [readonly number[], number?]]>([
    ['an id beyond the vocabulary', ({ vocab }) => [[1, vocab]]],
    ['a negative id', () => [[1, -1]]],
    ['an id that is no integer', () => [[0.5]]],
    ['no tokens', () => [[]]],
    ['more logits rows than tokens', () => [[1, 2], 3]],
    ['a negative number of logits rows', () => [[1, 2], -1]],
  ])('[M3] refuses %s and changes nothing', async (_, request) => {
    const { model, createState } = get();
    using state = createState();
    await feed(model, state, textFor(model).slice(0, 5), { logitsRows: 0 });
    const [tokens, logitsRows = 1] = request(model);
    await expect(model.forward(state, tokens, { logitsRows })).rejects.toSatisfy(ConfigError.isInstance);
    expect(state.rowsOf(model.owner)).toBe(5);
  });

  it('[M3] refuses more than the context and changes nothing', async () => {
    const { model, createState } = get();
    using state = createState();
    await feed(model, state, [1, 1, 1], { logitsRows: 0 });
    const tooMany = new Array<number>(model.contextLength - 2).fill(1);
    await expect(model.forward(state, tooMany)).rejects.toSatisfy(ContextOverflowError.isInstance);
    expect(state.rowsOf(model.owner)).toBe(3);
  });
}

/** A signal that aborts when it has been asked so many times whether it has. */
function abortAtCheck(check: number): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  let checks = 0;
  const count = (): void => {
    checks += 1;
    if (checks === check) controller.abort();
  };
  const isAborted = (): boolean => controller.signal.reason !== undefined;
  Object.defineProperties(signal, {
    aborted: {
      get: () => {
        count();
        return isAborted();
      },
    },
    throwIfAborted: {
      value: () => {
        count();
        if (isAborted()) throw signal.reason;
      },
    },
  });
  return signal;
}

function aborts(get: Get): void {
  it.each([1, 2, 3])('[M4] an abort before pass %i of three leaves the state as it was', async (check) => {
    const { model, createState } = get();
    const text = textFor(model);
    using state = createState();
    await feed(model, state, text.slice(0, 10), { logitsRows: 0 });
    const run = model.forward(state, text.slice(10), { signal: abortAtCheck(check) });
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(state.rowsOf(model.owner)).toBe(10);
    const slots = await Promise.all(
      model.slots.map(async ({ name }) => (await state.read(name, 0, 10)).data as Float32Array),
    );
    const expected = await outcomeOf(get(), [text.slice(0, 10)]);
    expectSameOutcome(model, { logits: [], slots }, { logits: [], slots: expected.slots });
  });
}
