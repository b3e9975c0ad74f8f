import {
  createPassCosts,
  createSampler,
  decode,
  lookup,
  measurePassCosts,
  type NamedScheduler,
  type PassCostModel,
  type Sampler,
  schedulerByName,
  successorTable,
} from '@recyclegpt/schedulers';
import {
  type CausalModel,
  type ChatMessage,
  type ChatTemplate,
  ConfigError,
  type DecoderConfig,
  DisposedError,
  type MutableState,
  type Precision,
  type SamplerSettings,
  type Scheduler,
  type StateFactory,
  type Tokenizer,
} from '@recyclegpt/spec';
import { missingChatTemplateError } from '@recyclegpt/tokenizer';
import { type GenerateOptions, generateOptionNames, type Prompt } from './generate-options.ts';
import { Generation, type GenerationStart, generationResult } from './generation.ts';

/** What is known of a loaded model. */
export interface ModelFacts {
  readonly name: string;
  readonly config: DecoderConfig;
  readonly precision: Precision;
  /** Runtime, version, threads. */
  readonly backend: string;
  /** Bytes of the weights in this precision. */
  readonly weightsBytes: number;
  /** Its weights are random: it shows the path, not the quality. */
  readonly isSeeded: boolean;
}

/** Facts measured about a model on this machine. */
export interface ModelNotes {
  read(name: string): Promise<unknown>;
  note(name: string, value: unknown): Promise<void>;
}

export interface LanguageModelParts {
  readonly facts: ModelFacts;
  readonly model: CausalModel;
  readonly states: StateFactory;
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: ChatTemplate | undefined;
  /** Keeps small facts between starts, if there is a cache. */
  readonly notes?: ModelNotes | undefined;
  /** Released with the model. */
  readonly resources: readonly Disposable[];
}

/** A generation about to start. */
interface Job {
  readonly tokenIds: readonly number[];
  /** The tokens are the whole text, not what comes after the state's. */
  readonly isWholeText: boolean;
  readonly sampler: Sampler;
  readonly scheduler: NamedScheduler | Scheduler | undefined;
}

/** A model that answers: the front door of the library. */
export class LanguageModel implements Disposable {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: ChatTemplate | undefined;
  readonly #parts: LanguageModelParts;
  #costs: Promise<PassCostModel> | undefined;
  #isDisposed = false;

  constructor(parts: LanguageModelParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.tokenizer = parts.tokenizer;
    this.chatTemplate = parts.chatTemplate;
  }

  /** The model below, for schedulers and measurements of one's own. */
  get causalModel(): CausalModel {
    return this.#parts.model;
  }

  /**
   * Writes on from a prompt. A string is taken as it is; messages go through the chat template.
   * @throws ConfigError for an option that is unknown or cannot be used, TokenizerError without a chat template.
   */
  generate(prompt: Prompt, options: GenerateOptions = {}): Generation {
    this.#assertUsable();
    refuseUnknown(options);
    const sampler = createSampler(samplerSettings(options), this.#parts.model.vocab, options.processors ?? []);
    const scheduler = typeof options.scheduler === 'string' ? schedulerByName(options.scheduler) : options.scheduler;
    const tokenIds = this.encodePrompt(prompt, options.state);
    const cancel = new AbortController();
    const signal = options.signal === undefined ? cancel.signal : AbortSignal.any([options.signal, cancel.signal]);
    const job = { tokenIds, isWholeText: Array.isArray(prompt), sampler, scheduler };
    return new Generation(() => this.#write(job, { ...options, signal }), cancel);
  }

  /** The prompt's token ids, as `generate` feeds them to `state` (or to one of its own). */
  encodePrompt(prompt: Prompt, state?: MutableState): readonly number[] {
    if (typeof prompt === 'string')
      return this.tokenizer.encode(prompt, { addSpecialTokens: (state?.tokens.length ?? 0) === 0 });
    if ('tokenIds' in prompt) return prompt.tokenIds;
    return this.tokenizer.encode(this.renderChat(prompt), { addSpecialTokens: false, parseSpecialTokens: true });
  }

  /** The text of a conversation as the model was trained to read it. @throws TokenizerError without a chat template. */
  renderChat(messages: readonly ChatMessage[]): string {
    if (this.chatTemplate === undefined) throw missingChatTemplateError(this.facts.name);
    return this.chatTemplate.render(messages);
  }

  /** An empty state: tokens, keys, values. Dispose it when it is no longer needed. */
  createState(): MutableState {
    this.#assertUsable();
    return this.#parts.states.create();
  }

  /** A state from `state.save()`. @throws StateError for a damaged file, or another model's. */
  restoreState(bytes: Uint8Array): MutableState {
    this.#assertUsable();
    return this.#parts.states.restore(bytes);
  }

  /** Costs of passes on this device, measured at the first call and refined by every generation. */
  passCosts(): Promise<PassCostModel> {
    this.#assertUsable();
    this.#costs ??= this.#measureCosts();
    return this.#costs;
  }

  /** Frees everything; twice is fine. States have to be disposed by who created them. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#parts.model[Symbol.dispose]();
    for (const resource of this.#parts.resources) resource[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  async *#write(
    { tokenIds, isWholeText, sampler, scheduler = schedulerByName('adaptive') }: Job,
    options: GenerateOptions,
  ): ReturnType<GenerationStart> {
    const state = options.state ?? this.createState();
    try {
      const isPlain = typeof scheduler !== 'function' && scheduler.drafters?.length === 0;
      const rounds = decode({
        model: this.#parts.model,
        state,
        tokenizer: this.tokenizer,
        promptTokens: isWholeText ? rewindToShared(state, tokenIds) : tokenIds,
        sampler,
        scheduler,
        drafters: options.drafters ?? [lookup(), successorTable()],
        ...(isPlain ? {} : { costs: await this.passCosts() }),
        ...given('acceptance', options.acceptance),
        ...given('maxTokens', options.maxTokens),
        ...given('stopTokens', options.stopTokens),
        ...given('stopStrings', options.stop),
        signal: options.signal,
      });
      return generationResult(yield* rounds, tokenIds);
    } finally {
      if (options.state === undefined) state.dispose();
    }
  }

  /** Costs of passes, from an earlier start on this machine or measured now; what runs refines them. */
  async #measureCosts(): Promise<PassCostModel> {
    const { model, notes } = this.#parts;
    const known = await notes?.read(costsNote);
    const baseMs = isCosts(known) ? known : await this.#measurePasses();
    if (baseMs !== known) await notes?.note(costsNote, baseMs);
    return createPassCosts({ baseMs, minRows: model.minExactRows });
  }

  async #measurePasses(): Promise<Record<number, number>> {
    using state = this.createState();
    return await measurePassCosts(this.#parts.model, state);
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError('A model');
  }
}

/** Name under which costs of passes are noted. */
const costsNote = 'milliseconds of passes';

/** Whether a noted fact is a table of milliseconds by rows. */
function isCosts(fact: unknown): fact is Record<number, number> {
  if (typeof fact !== 'object' || fact === null) return false;
  return Object.entries(fact).every(([rows, ms]) => Number(rows) >= 1 && typeof ms === 'number' && ms > 0);
}

/** Rewinds a state to what it shares with a text, and returns the rest of the text. */
function rewindToShared(state: MutableState, tokenIds: readonly number[]): readonly number[] {
  const { tokens } = state;
  const end = Math.min(tokens.length, tokenIds.length);
  let shared = 0;
  while (shared < end && tokens[shared] === tokenIds[shared]) shared += 1;
  if (shared < tokens.length) state.rewindTo(shared);
  return tokenIds.slice(shared);
}

function given<Name extends string, T>(name: Name, value: T | undefined): { [N in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]?: T });
}

function refuseUnknown(options: GenerateOptions): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(generateOptionNames, name));
  if (unknown === undefined) return;
  throw new ConfigError({
    what: 'There is no such option',
    where: unknown,
    expected: Object.keys(generateOptionNames).join(', '),
  });
}

/** The options that are the sampler's. */
function samplerSettings(options: GenerateOptions): SamplerSettings {
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => value !== undefined && generateOptionNames[name as keyof GenerateOptions] === 'sampler',
    ),
  );
}
