import {
  type Acceptance,
  type CausalModel,
  ConfigError,
  ContextOverflowError,
  type Drafter,
  type MutableState,
  type Scheduler,
  type Tokenizer,
} from '@recyclegpt/spec';
import { exact } from '../acceptance/exact.ts';
import { createPassCosts, type PassCostModel } from '../costs/create-pass-costs.ts';
import { createSampler, type Sampler } from '../sampling/sampler.ts';
import { adaptive } from '../scheduling/adaptive.ts';
import { defineScheduler, type NamedScheduler } from '../scheduling/define-scheduler.ts';

/** What a generation needs. */
export interface DecodeOptions {
  readonly model: CausalModel;
  /** It may hold a conversation already; the text is committed to it. Nobody else may change it meanwhile. */
  readonly state: MutableState;
  readonly tokenizer: Pick<Tokenizer, 'eosTokenIds' | 'createStreamDecoder'>;
  /** Tokens to go on from, after those in the state. */
  readonly promptTokens: readonly number[];
  /** Tokens at the end of the state that are the prompt's first ones: for statistics only. Default 0. */
  readonly reusedTokens?: number;
  /** Default: greedy. */
  readonly sampler?: Sampler;
  /** Default: `adaptive()`. A bare function is called `custom`. */
  readonly scheduler?: NamedScheduler | Scheduler;
  /** In the order in which they are asked. Default: none. */
  readonly drafters?: readonly Drafter[];
  /** For rounds whose scheduler names none; one that names another is refused. Default: `exact`. */
  readonly acceptance?: Acceptance;
  /** Shared by the generations of a model on a device; refined by them. */
  readonly costs?: PassCostModel;
  /** Default: until the context is full. */
  readonly maxTokens?: number;
  /** Default: the tokenizer's ends of text. */
  readonly stopTokens?: readonly number[];
  readonly stopStrings?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

/** Checked options with their defaults, and the drafters that the scheduler works with. */
export interface CheckedOptions extends Required<Omit<DecodeOptions, 'signal' | 'scheduler'>> {
  readonly scheduler: NamedScheduler;
  readonly signal: AbortSignal | undefined;
}

function refuse(where: string, got: string, expected: string, next?: string): never {
  throw new ConfigError({ what: 'A decoding option cannot be used', where, got, expected, next });
}

function draftersOf(scheduler: NamedScheduler, drafters: readonly Drafter[]): readonly Drafter[] {
  const names = drafters.map((drafter) => drafter.name);
  const twice = names.find((name, index) => name === 'base' || names.indexOf(name) !== index);
  if (twice !== undefined) refuse('drafters', `"${twice}" more than once, or "base"`, 'a name of its own for each');
  if (scheduler.drafters === undefined || scheduler.drafters.length === 0) return scheduler.drafters ? [] : drafters;
  const chosen = drafters.filter(({ name }) => scheduler.drafters?.includes(name));
  if (chosen.length > 0) return chosen;
  const needed = scheduler.drafters.join(' or ');
  const got = names.length === 0 ? 'no drafter' : `drafters ${names.join(', ')}`;
  return refuse(
    'drafters',
    got,
    `a drafter named ${needed}, which the scheduler ${scheduler.name} cannot do without`,
    'Load a recycle module (--recycle FILE), or choose another scheduler.',
  );
}

/** A rule that is given must be the one that decides. */
function checkRules({ name, acceptance: own }: NamedScheduler, given: Acceptance | undefined): void {
  if (own === undefined || given === undefined || own === given) return;
  const expected = `${own.name}, by which the scheduler ${name} was made to decide`;
  refuse('acceptance', given.name, expected, 'Give the rule to the scheduler, or to the generation, not to both.');
}

function checkTokens(where: string, ids: readonly number[], vocab: number): void {
  const wrong = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocab);
  if (wrong !== undefined) refuse(where, `token ${wrong}`, `ids from 0 to ${vocab - 1}`);
}

function checkLimits(options: CheckedOptions): void {
  const { model, state, promptTokens, reusedTokens, maxTokens, stopTokens, stopStrings } = options;
  const isCount = maxTokens === Infinity || Number.isSafeInteger(maxTokens);
  if (!isCount || maxTokens < 1) refuse('maxTokens', String(maxTokens), 'an integer of at least 1');
  checkTokens('promptTokens', promptTokens, model.vocab);
  checkTokens('stopTokens', stopTokens, model.vocab);
  if (!Number.isSafeInteger(reusedTokens) || reusedTokens < 0 || reusedTokens > state.tokens.length)
    refuse('reusedTokens', String(reusedTokens), `an integer from 0 to the state's ${state.tokens.length}`);
  const wrong = stopStrings.find((stop) => typeof stop !== 'string' || stop === '');
  if (wrong !== undefined) refuse('stopStrings', JSON.stringify(wrong), 'strings that are not empty');
  const length = state.tokens.length + promptTokens.length;
  if (length === 0) refuse('promptTokens', 'no tokens, and an empty state', 'at least one token to go on from');
  if (length <= model.contextLength) return;
  throw new ContextOverflowError({
    what: 'The prompt does not fit the context',
    where: 'promptTokens',
    got: `${promptTokens.length} tokens after ${state.tokens.length} in the state`,
    expected: `at most ${model.contextLength} together`,
    next: 'Shorten the prompt, or rewind the state.',
  });
}

/**
 * Checks everything that can be checked before a token is written.
 * @throws ConfigError or ContextOverflowError naming the option; nothing has changed then.
 */
export function checkOptions(options: DecodeOptions): CheckedOptions {
  const { model, tokenizer } = options;
  const given = options.scheduler ?? adaptive();
  const scheduler = typeof given === 'function' ? defineScheduler('custom', given) : given;
  const sampler = options.sampler ?? createSampler({}, model.vocab);
  if (sampler.vocab !== model.vocab)
    refuse('sampler', `a vocabulary of ${sampler.vocab}`, `the model's ${model.vocab}`);
  const checked: CheckedOptions = {
    ...options,
    sampler,
    scheduler,
    reusedTokens: options.reusedTokens ?? 0,
    drafters: draftersOf(scheduler, options.drafters ?? []),
    acceptance: options.acceptance ?? exact,
    costs: options.costs ?? createPassCosts({ minRows: model.minExactRows }),
    maxTokens: options.maxTokens ?? Infinity,
    stopTokens: options.stopTokens ?? tokenizer.eosTokenIds,
    stopStrings: options.stopStrings ?? [],
    signal: options.signal,
    now: options.now ?? (() => performance.now()),
  };
  checkRules(scheduler, options.acceptance);
  checkLimits(checked);
  return checked;
}
