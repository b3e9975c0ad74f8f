import type { PassCostModel } from '@recyclegpt/schedulers';
import {
  type CausalModel,
  type ChatMessage,
  type ChatTemplate,
  type DecoderConfig,
  DisposedError,
  type Drafter,
  type MutableState,
  type Precision,
  type StateFactory,
  type Tokenizer,
} from '@recyclegpt/spec';
import { missingChatTemplateError } from '@recyclegpt/tokenizer';
import type { GenerateOptions, Prompt } from './generate-options.ts';
import type { Generation } from './generation.ts';
import { measuredCosts } from './measured-costs.ts';
import type { LearnSuccessorsOptions } from './noted-successors.ts';
import type { LoadedRecycle, RecycleFacts } from './recycle/load-recycle.ts';
import { TextWriter, type WritingJob } from './text-writer.ts';
import { checkVariants, type Variant, type VariantOptions, writeVariants } from './variants.ts';

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
  /** Drafts for it, over the same states. Released by whoever loaded it, through `resources`. */
  readonly recycle?: Pick<LoadedRecycle, 'module' | 'facts' | 'fingerprint'> | undefined;
  readonly states: StateFactory;
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: ChatTemplate | undefined;
  /** Keeps small facts between starts, if there is a cache. */
  readonly notes?: ModelNotes | undefined;
  /** Bytes that rows of earlier texts may take. Default: 256 MiB; 0 keeps none. */
  readonly prefixCacheBytes?: number | undefined;
  /** Released with the model. */
  readonly resources: readonly Disposable[];
}

/** A model that answers: the front door of the library. */
export class LanguageModel implements Disposable {
  readonly facts: ModelFacts;
  readonly tokenizer: Tokenizer;
  readonly chatTemplate: ChatTemplate | undefined;
  readonly #parts: LanguageModelParts;
  readonly #writer: TextWriter;
  #costs: Promise<PassCostModel> | undefined;
  #isDisposed = false;

  constructor(parts: LanguageModelParts) {
    this.#parts = parts;
    this.facts = parts.facts;
    this.tokenizer = parts.tokenizer;
    this.chatTemplate = parts.chatTemplate;
    this.#writer = new TextWriter(parts, () => this.passCosts());
  }

  /** What is known of its recycle module; `undefined` if it has none. */
  get recycle(): RecycleFacts | undefined {
    return this.#parts.recycle?.facts;
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
    return this.#writer.start(this.#plan(prompt, options));
  }

  /**
   * Writes several texts from one prompt, which is computed once: those of `generate` with the seeds `seed`, `seed + 1`
   * and so on, each as it ends. A state that is given stays as it is.
   * @throws as `generate`, and ConfigError for a `count` below 1, or above 1 at temperature 0.
   */
  generateSeveral(prompt: Prompt, { count, ...options }: VariantOptions): AsyncGenerator<Variant, void, void> {
    const job = this.#plan(prompt, options);
    checkVariants({ count, ...options });
    const fed = { ...job.prompt, isFed: true };
    const write = (state: MutableState, seed: number) =>
      this.#writer.start(this.#writer.plan(fed, { ...options, state, seed })).result;
    return writeVariants({ prepare: () => this.#writer.feed(job), write }, { count, ...options });
  }

  /** The drafters of a generation that names none: lookup, the recycle module if there is one, a table of successors. */
  createDrafters(): readonly Drafter[] {
    this.#assertUsable();
    return this.#writer.createDrafters();
  }

  /**
   * Asks the model for the likeliest successor of each token, one pass a token, for the table that drafts where nothing
   * better is known. The table is used from then on, noted beside the prepared weights, and found there at later starts.
   * Returns how many tokens have a successor.
   */
  async learnSuccessors(options: LearnSuccessorsOptions = {}): Promise<number> {
    this.#assertUsable();
    return await this.#writer.learnSuccessors(options);
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
    this.#costs ??= measuredCosts(this.#parts);
    return this.#costs;
  }

  /** Frees everything; twice is fine. States have to be disposed by who created them. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#writer[Symbol.dispose]();
    this.#parts.model[Symbol.dispose]();
    for (const resource of this.#parts.resources) resource[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #plan(prompt: Prompt, options: GenerateOptions): WritingJob {
    this.#assertUsable();
    const tokenIds = this.encodePrompt(prompt, options.state);
    return this.#writer.plan({ tokenIds, isWholeText: Array.isArray(prompt) }, options);
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new DisposedError('A model');
  }
}
