import { adaptive, alternating, lookup, type NamedScheduler, successorTable, verified } from '@recyclegpt/schedulers';
import { DecodingError, type Drafter, type MutableState } from '@recyclegpt/spec';
import {
  alwaysWrongDrafter,
  bitsOf,
  perfectDrafter,
  randomDrafter,
  type SeededRandom,
  sometimesRightDrafter,
  throwingDrafter,
} from '@recyclegpt/testing';
import { expect } from 'vitest';
import type { GenerateOptions } from '../generate-options.ts';
import type { LanguageModel } from '../language-model.ts';
import type { BackendObserver } from './observed-backend.ts';

/** A state, and all that a naive one would have to know: its tokens. */
export interface Pair {
  state: MutableState;
  tokens: number[];
}

/** Operations at work. */
export interface OperationRun {
  readonly model: LanguageModel;
  readonly observer: BackendObserver;
  readonly random: SeededRandom;
  readonly pairs: Pair[];
  readonly saved: { readonly bytes: Uint8Array; readonly tokens: readonly number[] }[];
}

type Operation = (run: OperationRun, pair: Pair) => void | Promise<void>;

/** States that live at a time. */
const maxPairs = 4;
/** Longer texts are rewound, so that an operation stays cheap. */
const maxTokens = 150;

/** What may happen, and how often. */
export const operations: readonly (readonly [weight: number, operation: Operation])[] = [
  [10, append],
  [3, commitOnly],
  [6, rewind],
  [4, fork],
  [2, save],
  [2, load],
  [2, dispose],
  [3, refusedPass],
  [3, failedPass],
  [4, droppedDraft],
  [3, moduleDraft],
  [3, generate],
  [1, generateAlone],
  [2, cancel],
  [2, failWhileGenerating],
  [1, badRule],
  [1, trust],
];

function tokensFor({ random, model }: OperationRun, count: number): number[] {
  return Array.from({ length: count }, () => random.below(model.causalModel.vocab));
}

function pick<T>(random: SeededRandom, choices: readonly T[]): T {
  return choices[random.below(choices.length)] as T;
}

/** Feeds what has no rows yet. */
async function feed({ model: { causalModel } }: OperationRun, { state }: Pair): Promise<void> {
  const pending = state.tokens.slice(state.rowsOf('base'));
  if (pending.length > 0) await causalModel.forward(state, pending);
}

function commitOnly(run: OperationRun, pair: Pair): void {
  if (pair.tokens.length > maxTokens) {
    rewind(run, pair);
    return;
  }
  const ids = tokensFor(run, 1 + run.random.below(run.random.below(5) === 0 ? 40 : 4));
  pair.state.commit(ids);
  pair.tokens.push(...ids);
}

async function append(run: OperationRun, pair: Pair): Promise<void> {
  commitOnly(run, pair);
  await feed(run, pair);
}

function rewind({ random }: OperationRun, { state, tokens }: Pair): void {
  const far = random.below(3) === 0 || tokens.length > maxTokens;
  const length = far ? random.below(tokens.length + 1) : Math.max(0, tokens.length - random.below(6));
  state.rewindTo(length);
  tokens.length = length;
}

function fork(run: OperationRun, { state, tokens }: Pair): void {
  const length = run.random.below(2) === 0 ? tokens.length : run.random.below(tokens.length + 1);
  run.pairs.push({ state: state.fork(length), tokens: tokens.slice(0, length) });
  limit(run);
}

async function save({ saved }: OperationRun, { state, tokens }: Pair): Promise<void> {
  saved.push({ bytes: await state.save(), tokens: [...tokens] });
  if (saved.length > maxPairs) saved.shift();
}

function load(run: OperationRun): void {
  if (run.saved.length === 0) return;
  const { bytes, tokens } = pick(run.random, run.saved);
  run.pairs.push({ state: run.model.restoreState(bytes), tokens: [...tokens] });
  limit(run);
}

function dispose(run: OperationRun, pair: Pair): void {
  run.pairs.splice(run.pairs.indexOf(pair), 1);
  pair.state.dispose();
  if (run.pairs.length === 0) run.pairs.push({ state: run.model.createState(), tokens: [] });
}

function limit(run: OperationRun): void {
  if (run.pairs.length > maxPairs) dispose(run, pick(run.random, run.pairs));
}

const aborted = AbortSignal.abort();

async function refusedPass({ model: { causalModel }, random }: OperationRun, { state }: Pair): Promise<void> {
  const rows = state.rowsOf('base');
  const bad = [...new Array<number>(random.below(70)).fill(1), causalModel.vocab];
  await expect(causalModel.forward(state, bad)).rejects.toThrow(/vocabulary|context/);
  await expect(causalModel.forward(state, [1, 2], { signal: aborted })).rejects.toBe(aborted.reason);
  expect(state.rowsOf('base')).toBe(rows);
}

/** A pass that the backend gives up in, some runs into it. */
async function failedPass(run: OperationRun, { state }: Pair): Promise<void> {
  const { model, observer, random } = run;
  const rows = state.rowsOf('base');
  observer.failAfter(random.below(2));
  const failed = model.causalModel.forward(state, tokensFor(run, 1 + random.below(90)));
  const isFailed = await failed.then(
    () => false,
    () => true,
  );
  observer.spare();
  if (isFailed) expect(state.rowsOf('base')).toBe(rows);
  else state.truncate('base', rows);
}

async function droppedDraft(run: OperationRun, { state }: Pair): Promise<void> {
  const rows = state.rowsOf('base');
  await run.model.causalModel.forward(state, tokensFor(run, 1 + run.random.below(9)));
  state.truncate('base', rows);
}

function moduleOf(model: LanguageModel): Drafter {
  const module = model.createDrafters().find(({ name }) => name === 'recycle');
  if (module === undefined) throw new Error('The model has no recycle module.');
  return module;
}

/** What the module drafts depends on the text and on how much of it has rows, whatever was done before. */
async function moduleDraft(run: OperationRun, { state, tokens }: Pair): Promise<void> {
  const context = { promptLength: 0, signal: undefined };
  const drafted = await moduleOf(run.model).draft({ ...context, state }, 3);
  using fresh = run.model.createState();
  fresh.commit(tokens);
  const rows = state.rowsOf('base');
  if (rows > 0) await run.model.causalModel.forward(fresh, tokens.slice(0, rows));
  expect(drafted).toEqual(await moduleOf(run.model).draft({ ...context, state: fresh }, 3));
}

const limits = { maxTokens: 7, stopTokens: [] } as const;

function samplerFor(random: SeededRandom): GenerateOptions {
  if (random.below(3) === 0) return {};
  return { temperature: 0.9, seed: random.below(1000), ...(random.below(2) === 0 ? { topK: 20 } : {}) };
}

function schedulerFor(random: SeededRandom): NamedScheduler {
  return random.below(2) === 0 ? adaptive() : verified({ length: 1 + random.below(5) });
}

function draftersFor({ model, random }: OperationRun, text: readonly number[]): readonly Drafter[] {
  const { vocab } = model.causalModel;
  const seed = random.below(100);
  return pick(random, [
    () => [],
    () => model.createDrafters(),
    () => [moduleOf(model)],
    () => [lookup({ shortestSuffix: 1 }), successorTable()],
    () => [randomDrafter({ seed, vocab })],
    () => [alwaysWrongDrafter({ text, vocab })],
    () => [perfectDrafter({ text })],
    () => model.createDrafters().map(throwingDrafter),
    () => [throwingDrafter(sometimesRightDrafter({ text, vocab, share: 0.6, seed })), moduleOf(model)],
  ])();
}

/** A prompt to go on with, and what plain decoding in a fresh state makes of it: the whole text. */
async function plainText(run: OperationRun, { tokens }: Pair, sampler: GenerateOptions) {
  const prompt = tokensFor(run, run.random.below(3) + (tokens.length === 0 ? 1 : 0));
  using fresh = run.model.createState();
  const whole = { tokenIds: [...tokens, ...prompt] };
  const plain = { ...limits, ...sampler, scheduler: 'autoregressive', state: fresh };
  const { tokenIds } = await run.model.generate(whole, plain).result;
  return { prompt, whole, text: [...whole.tokenIds, ...tokenIds] };
}

/** Writes on in the state with anything that drafts. */
async function generate(run: OperationRun, pair: Pair): Promise<void> {
  const sampler = samplerFor(run.random);
  const { prompt, text } = await plainText(run, pair, sampler);
  const drafting = { scheduler: schedulerFor(run.random), drafters: draftersFor(run, text) };
  await run.model.generate({ tokenIds: prompt }, { ...limits, ...sampler, ...drafting, state: pair.state }).result;
  expect([...pair.state.tokens]).toEqual(text);
  pair.tokens = text;
}

/** The same text without a state: rows of earlier ones may be reused. */
async function generateAlone(run: OperationRun, pair: Pair): Promise<void> {
  const sampler = samplerFor(run.random);
  const { whole, text } = await plainText(run, pair, sampler);
  const { tokenIds } = await run.model.generate(whole, { ...limits, ...sampler }).result;
  expect([...whole.tokenIds, ...tokenIds]).toEqual(text);
}

/** Takes over what is left after a generation that ended early: a beginning of the text. */
function settle(pair: Pair, text: readonly number[]): void {
  const { tokens } = pair.state;
  expect([...tokens]).toEqual(text.slice(0, tokens.length));
  expect(tokens.length).toBeGreaterThanOrEqual(pair.tokens.length);
  pair.tokens = [...tokens];
}

async function cancel(run: OperationRun, pair: Pair): Promise<void> {
  const { model, random } = run;
  const sampler = samplerFor(random);
  const { prompt, text } = await plainText(run, pair, sampler);
  const drafting = { scheduler: schedulerFor(random), drafters: draftersFor(run, text) };
  const controller = new AbortController();
  const options = { ...limits, ...sampler, ...drafting, state: pair.state, signal: controller.signal };
  const generation = model.generate({ tokenIds: prompt }, options);
  const last = random.below(4);
  const isBroken = random.below(2) === 0;
  let rounds = 0;
  for await (const _ of generation.rounds) {
    if (rounds++ < last) continue;
    if (isBroken) break;
    controller.abort();
  }
  await generation.result;
  settle(pair, text);
}

async function failWhileGenerating(run: OperationRun, pair: Pair): Promise<void> {
  const { model, random, observer } = run;
  const sampler = samplerFor(random);
  const { prompt, text } = await plainText(run, pair, sampler);
  const drafting = { scheduler: schedulerFor(random), drafters: draftersFor(run, text) };
  observer.failAfter(random.below(8));
  const { result } = model.generate({ tokenIds: prompt }, { ...limits, ...sampler, ...drafting, state: pair.state });
  await result.catch((error: unknown) => expect(error).toMatchObject({ message: 'no power' }));
  observer.spare();
  settle(pair, text);
}

/** A rule that chooses a token which does not exist: the round is lost, and what stood before stays. */
async function badRule(run: OperationRun, pair: Pair): Promise<void> {
  const { prompt, text } = await plainText(run, pair, {});
  const acceptance = { name: 'odd', keeps: 'nothing', decide: () => -1 } as const;
  const drafting = { scheduler: verified({ acceptance }), drafters: [perfectDrafter({ text })] };
  const { result } = run.model.generate({ tokenIds: prompt }, { ...limits, ...drafting, state: pair.state });
  await expect(result).rejects.toSatisfy(DecodingError.isInstance);
  settle(pair, text);
}

/** Lossy decoding too leaves rows of the tokens that it wrote. */
async function trust({ model }: OperationRun, pair: Pair): Promise<void> {
  if (pair.tokens.length === 0) return;
  const drafting = { scheduler: alternating(), drafters: [moduleOf(model)] };
  await model.generate({ tokenIds: [] }, { ...limits, ...drafting, state: pair.state }).result;
  pair.tokens = [...pair.state.tokens];
}

/** Rows of all slots, and the logits after the last of them. */
async function contentsOf(model: LanguageModel, state: MutableState): Promise<readonly Uint8Array[]> {
  const { causalModel } = model;
  const rows = state.rowsOf('base');
  if (rows === 0) return [];
  using copy = state.fork();
  copy.truncate('base', rows - 1);
  const { logits } = await causalModel.forward(copy, [state.tokens[rows - 1] as number]);
  const slots = causalModel.slots.map(async ({ name }) => bitsOf((await state.read(name, 0, rows)).data));
  return [bitsOf(logits.row(0)), ...(await Promise.all(slots))];
}

/** `toEqual` over a megabyte takes a second. */
function isSame(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return a.length === b?.length && a.every((byte, i) => byte === b[i]);
}

/** Expects a state to hold what a fresh one holds that was fed the same tokens: bits of rows, hidden states, logits. */
export async function expectFresh({ model }: OperationRun, { state, tokens }: Pair): Promise<void> {
  expect([...state.tokens]).toEqual(tokens);
  const rows = state.rowsOf('base');
  expect(rows).toBeLessThanOrEqual(tokens.length);
  using fresh = model.createState();
  fresh.commit(tokens);
  if (rows > 0) await model.causalModel.forward(fresh, tokens.slice(0, rows));
  const [got, expected] = [await contentsOf(model, state), await contentsOf(model, fresh)];
  expect(got.length).toBe(expected.length);
  expect(got.flatMap((bits, index) => (isSame(bits, expected[index]) ? [] : [index]))).toEqual([]);
}
