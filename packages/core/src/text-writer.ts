import { recycleDrafter, recycleOwner } from '@recyclegpt/recycle';
import { createSampler, decode, type NamedScheduler, type PassCostModel, type Sampler } from '@recyclegpt/schedulers';
import {
  ConfigError,
  type Drafter,
  type MutableState,
  type Round,
  type SamplerSettings,
  type Scheduler,
} from '@recyclegpt/spec';
import { DraftingExperience } from './drafting-experience.ts';
import { type GenerateOptions, generateOptionNames } from './generate-options.ts';
import { Generation, type GenerationStart, generationResult } from './generation.ts';
import type { LanguageModelParts } from './language-model.ts';
import { type LearnSuccessorsOptions, learnSuccessors, readSuccessors } from './noted-successors.ts';
import { PrefixCache, sharedLength } from './prefix-cache.ts';
import type { RecycleFacts } from './recycle/load-recycle.ts';

/** Enough for some five thousand tokens of a model of 135 million weights. */
const defaultPrefixCacheBytes = 256 * 2 ** 20;

/** What a text goes on from. */
export interface PromptTokens {
  readonly tokenIds: readonly number[];
  /** They are the whole text, not what comes after the state's. */
  readonly isWholeText: boolean;
  /** The state has them already. */
  readonly isFed?: boolean;
}

/** A generation about to start: what could be checked has been. */
export interface WritingJob {
  readonly prompt: PromptTokens;
  readonly options: GenerateOptions;
  readonly sampler: Sampler;
  readonly scheduler: NamedScheduler | Scheduler;
}

/** Writes the texts of one model, and keeps what they can use of each other: rows of prefixes, and how drafts fared. */
export class TextWriter implements Disposable {
  readonly #parts: LanguageModelParts;
  readonly #costs: () => Promise<PassCostModel>;
  readonly #experience = new DraftingExperience();
  readonly #prefixes: PrefixCache;
  #successors: Promise<void> | undefined;
  #isDisposed = false;

  /** @throws ConfigError for a size of the cache that is none. */
  constructor(parts: LanguageModelParts, costs: () => Promise<PassCostModel>) {
    this.#parts = parts;
    this.#costs = costs;
    const { owner, minExactRows } = parts.model;
    const { prefixCacheBytes = defaultPrefixCacheBytes } = parts;
    // Where rows depend on the pass that computed them, a text would depend on what was generated before (rule SC5).
    this.#prefixes = new PrefixCache({ maxBytes: prefixCacheBytes, owner, isOff: minExactRows === undefined });
  }

  /** @throws ConfigError for an option that is unknown or cannot be used. */
  plan(prompt: PromptTokens, options: GenerateOptions): WritingJob {
    const { model, recycle } = this.#parts;
    const sampler = createSampler(samplerSettings(options), model.vocab, options.processors ?? []);
    const scheduler = this.#experience.schedulerOf(options.scheduler);
    refuseBlindTrust(scheduler, recycle?.facts);
    refuseIdle(scheduler, options);
    return { prompt, options, sampler, scheduler };
  }

  /** The text of a job; nothing happens until somebody asks for it. */
  start(job: WritingJob): Generation {
    const { signal: given } = job.options;
    const cancel = new AbortController();
    const signal = given === undefined ? cancel.signal : AbortSignal.any([given, cancel.signal]);
    return new Generation(() => this.#write({ ...job, options: { ...job.options, signal } }), cancel);
  }

  /** A state that has the rows of a prompt, the caller's to dispose; the state that was given stays as it is. */
  async feed({ prompt, options }: WritingJob): Promise<MutableState> {
    const state = options.state?.fork() ?? this.#prefixes.fork(prompt.tokenIds) ?? this.#parts.states.create();
    try {
      state.commit(restOf(prompt, state, options));
      const { model } = this.#parts;
      const pending = state.tokens.slice(state.rowsOf(model.owner));
      if (pending.length > 0) await model.forward(state, pending, { logitsRows: 0, signal: options.signal });
      if (options.state === undefined) this.#prefixes.keep(state);
      return state;
    } catch (error) {
      state.dispose();
      throw error;
    }
  }

  /** The drafters of a generation that names none. */
  createDrafters(scheduler?: NamedScheduler | Scheduler): readonly Drafter[] {
    const { recycle } = this.#parts;
    return this.#experience.draftersFor(scheduler, recycle === undefined ? [] : [recycleDrafter(recycle.module)]);
  }

  /** See `LanguageModel.learnSuccessors`. */
  async learnSuccessors(options: LearnSuccessorsOptions): Promise<number> {
    await this.#knownSuccessors();
    const { tokenizer } = this.#parts;
    const context = tokenizer.encode('', { addSpecialTokens: true });
    const table = await learnSuccessors({ ...this.#parts, context, begun: this.#experience.fixedSuccessors }, options);
    this.#experience.fixedSuccessors = table;
    return table.reduce((count, successor) => count + Number(successor >= 0), 0);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#prefixes[Symbol.dispose]();
  }

  async *#write({ prompt, options, sampler, scheduler }: WritingJob): ReturnType<GenerationStart> {
    const { model, states, tokenizer } = this.#parts;
    const state = options.state ?? this.#prefixes.fork(prompt.tokenIds) ?? states.create();
    try {
      const isPlain = typeof scheduler !== 'function' && scheduler.drafters?.length === 0;
      if (!isPlain) await this.#knownSuccessors();
      const costs = isPlain ? undefined : await this.#costs();
      const promptTokens = restOf(prompt, state, options);
      const rounds = decode({
        model,
        state,
        tokenizer,
        promptTokens,
        reusedTokens: prompt.tokenIds.length - promptTokens.length,
        sampler,
        scheduler,
        drafters: options.drafters ?? (isPlain ? [] : this.createDrafters(scheduler)),
        ...given('costs', costs),
        ...given('acceptance', options.acceptance),
        ...given('maxTokens', options.maxTokens),
        ...given('stopTokens', options.stopTokens),
        ...given('stopStrings', options.stop),
        signal: options.signal,
      });
      const result = yield* options.state === undefined ? this.#keepingRows(rounds, state) : rounds;
      return generationResult(result, prompt.tokenIds);
    } finally {
      if (options.state === undefined) state.dispose();
    }
  }

  /** Keeps rows of the prompt once it was fed, and of the whole text when it has ended. */
  async *#keepingRows<T>(rounds: AsyncGenerator<Round, T, void>, state: MutableState): AsyncGenerator<Round, T, void> {
    let next = await rounds.next();
    for (let index = 0; !next.done; index += 1) {
      yield next.value;
      if (index === 0) this.#keep(state);
      next = await rounds.next();
    }
    this.#keep(state);
    return next.value;
  }

  #keep(state: MutableState): void {
    if (!this.#isDisposed) this.#prefixes.keep(state);
  }

  /** Successors that an earlier start noted; read once. */
  #knownSuccessors(): Promise<void> {
    this.#successors ??= readSuccessors(this.#parts).then((table) => {
      this.#experience.fixedSuccessors = table;
    });
    return this.#successors;
  }
}

/** What of a prompt is still to be fed; a state with another text is rewound to what they share. */
function restOf(prompt: PromptTokens, state: MutableState, options: GenerateOptions): readonly number[] {
  const { tokenIds, isWholeText, isFed = false } = prompt;
  if (isFed) return [];
  if (options.state !== undefined && !isWholeText) return tokenIds;
  const shared = sharedLength(state.tokens, tokenIds);
  if (shared < state.tokens.length) state.rewindTo(shared);
  return tokenIds.slice(shared);
}

function given<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]?: T });
}

/** The options that are the sampler's. @throws ConfigError for an option that there is not. */
/** @throws ConfigError for options that a scheduler without drafts would leave unused. */
function refuseIdle(scheduler: Scheduler | NamedScheduler, { drafters = [], acceptance }: GenerateOptions): void {
  if (typeof scheduler === 'function' || scheduler.drafters?.length !== 0) return;
  const idle = drafters.length > 0 ? 'drafters' : acceptance === undefined ? undefined : 'acceptance';
  if (idle === undefined) return;
  throw new ConfigError({
    what: `The scheduler ${scheduler.name} never drafts, so this has nothing to do`,
    where: idle,
    expected: `a scheduler that drafts, or no ${idle}`,
  });
}

function samplerSettings(options: GenerateOptions): SamplerSettings {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(generateOptionNames, name));
  if (unknown !== undefined) {
    throw new ConfigError({
      what: 'There is no such option',
      where: unknown,
      expected: Object.keys(generateOptionNames).join(', '),
    });
  }
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => value !== undefined && generateOptionNames[name as keyof GenerateOptions] === 'sampler',
    ),
  );
}

/** Trust takes over what a module drafts, so the module must be the model's own. */
function refuseBlindTrust(scheduler: NamedScheduler | Scheduler, recycle: RecycleFacts | undefined): void {
  if (recycle === undefined || recycle.weightsMatch || typeof scheduler === 'function') return;
  if (scheduler.keeps !== 'nothing' || scheduler.drafters?.includes(recycleOwner) !== true) return;
  throw new ConfigError({
    what: `The scheduler ${scheduler.name} trusts the recycle module, which was trained on other weights than these`,
    where: `scheduler, ${recycle.name}`,
    expected: `the weights of ${recycle.baseName}`,
    next: 'Use a scheduler that checks what is drafted (adaptive, verified), or the module of this model.',
  });
}
