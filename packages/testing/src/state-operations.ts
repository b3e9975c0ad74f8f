import type { MutableState, StateFactory } from '@recyclegpt/spec';
import { DisposedError } from '@recyclegpt/spec';
import { expect } from 'vitest';
import {
  append,
  copyNaiveState,
  emptyNaiveState,
  expectEqual,
  FailedPass,
  type NaiveState,
  rewindNaively,
  runPass,
} from './naive-state.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A state and what it should hold. */
interface Pair {
  readonly state: MutableState;
  readonly naive: NaiveState;
}

interface Run {
  readonly factory: StateFactory;
  readonly random: SeededRandom;
  readonly pairs: Pair[];
  readonly saved: { readonly bytes: Uint8Array; readonly naive: NaiveState }[];
}

/** States that live at a time. */
const maxPairs = 5;

const operations: readonly (readonly [weight: number, run: (run: Run, pair: Pair) => void | Promise<void>])[] = [
  [10, appendTokens],
  [2, failPass],
  [2, dropDraft],
  [4, rewind],
  [2, fork],
  [1, save],
  [1, load],
  [1, dispose],
];

/**
 * Random appends, failing passes, dropped drafts, rewinds, forks, saves, loads and disposals over several states at
 * a time; after each one the state that it touched holds what a naive state holds, and at the end all of them do.
 * @returns how often each operation ran, by name.
 */
export async function runOperations(
  factory: StateFactory,
  random: SeededRandom,
  count: number,
): Promise<ReadonlyMap<string, number>> {
  const run: Run = { factory, random, pairs: [{ state: factory.create(), naive: emptyNaiveState() }], saved: [] };
  const choices = operations.flatMap(([weight, operation]) =>
    new Array<(typeof operations)[number][1]>(weight).fill(operation),
  );
  const counts = new Map<string, number>();
  for (let done = 0; done < count; done += 1) {
    const operation = choices[random.below(choices.length)] as (typeof operations)[number][1];
    const pair = run.pairs[random.below(run.pairs.length)] as Pair;
    await operation(run, pair);
    counts.set(operation.name, (counts.get(operation.name) ?? 0) + 1);
    const touched = run.pairs.at(-1) as Pair;
    if (run.pairs.includes(pair)) await expectEqual(pair.state, pair.naive);
    await expectEqual(touched.state, touched.naive);
  }
  for (const { state, naive } of run.pairs) {
    await expectEqual(state, naive);
    state.dispose();
  }
  return counts;
}

function appendTokens({ random }: Run, { state, naive }: Pair): void {
  const count = random.below(4) === 0 ? random.below(40) : 1 + random.below(4);
  const ids = Array.from({ length: count }, () => random.below(50_000));
  append(state, naive, ids, random);
}

function failPass({ random }: Run, { state, naive }: Pair): void {
  expect(() => runPass(state, naive, { owner: 'base', count: 1 + random.below(9), random, fails: true })).toThrow(
    FailedPass,
  );
}

/** A draft's rows are written, counted, and dropped. */
function dropDraft({ random }: Run, { state, naive }: Pair): void {
  for (const owner of ['base', 'module']) {
    const settled = state.rowsOf(owner);
    const draft = copyNaiveState(naive);
    runPass(state, draft, { owner, count: 1 + random.below(5), random });
    state.truncate(owner, settled);
  }
}

function rewind({ random }: Run, { state, naive }: Pair): void {
  const far = random.below(3) === 0;
  const length = far ? random.below(naive.tokens.length + 1) : Math.max(0, naive.tokens.length - random.below(6));
  state.rewindTo(length);
  rewindNaively(naive, length);
}

function fork(run: Run, { state, naive }: Pair): void {
  const branch = copyNaiveState(naive);
  const isWhole = run.random.below(2) === 0;
  const length = isWhole ? naive.tokens.length : run.random.below(naive.tokens.length + 1);
  if (!isWhole) rewindNaively(branch, length);
  run.pairs.push({ state: isWhole ? state.fork() : state.fork(length), naive: branch });
  limit(run);
}

async function save({ saved }: Run, { state, naive }: Pair): Promise<void> {
  saved.push({ bytes: await state.save(), naive: copyNaiveState(naive) });
  if (saved.length > maxPairs) saved.shift();
}

function load(run: Run): void {
  const chosen = run.saved[run.random.below(run.saved.length)];
  if (chosen === undefined) return;
  run.pairs.push({ state: run.factory.restore(chosen.bytes), naive: copyNaiveState(chosen.naive) });
  limit(run);
}

function dispose(run: Run, pair: Pair): void {
  remove(run, pair);
  if (run.pairs.length === 0) run.pairs.push({ state: run.factory.create(), naive: emptyNaiveState() });
}

function limit(run: Run): void {
  if (run.pairs.length > maxPairs) remove(run, run.pairs[run.random.below(maxPairs)] as Pair);
}

function remove({ pairs }: Run, pair: Pair): void {
  pairs.splice(pairs.indexOf(pair), 1);
  pair.state.dispose();
  expect(() => pair.state.rewindTo(0)).toThrow(DisposedError);
}
