import type { NamedScheduler } from '@recyclegpt/schedulers';
import type {
  Acceptance,
  ChatMessage,
  Drafter,
  LogitsProcessor,
  MutableState,
  SamplerSettings,
  Scheduler,
} from '@recyclegpt/spec';

/** What to go on from: text as it is, a conversation (through the model's chat template), or token ids. */
export type Prompt = string | readonly ChatMessage[] | { readonly tokenIds: readonly number[] };

/** How a text is written. Every option acts, or is refused by name. */
export interface GenerateOptions extends SamplerSettings {
  /** Default: until the context is full. */
  readonly maxTokens?: number;
  /** Texts that end the output; they are not part of it. */
  readonly stop?: readonly string[];
  /** Tokens that end the output. Default: the model's ends of text. */
  readonly stopTokens?: readonly number[];
  /** A name (`autoregressive`, `verified`, `adaptive`, `alternating`), or one of your own. Default: `adaptive`. */
  readonly scheduler?: string | NamedScheduler | Scheduler;
  /** In the order in which they are asked. Default: those of `model.createDrafters()`. */
  readonly drafters?: readonly Drafter[];
  /** Which drafted tokens stay. Default: `exact`, the model's own text. */
  readonly acceptance?: Acceptance;
  /** Applied to logits after bias and penalties, before temperature. */
  readonly processors?: readonly LogitsProcessor[];
  /** Goes on in this state, and leaves the text in it. Default: a state of its own. */
  readonly state?: MutableState;
  /** Cancels; the result then holds what was written. */
  readonly signal?: AbortSignal | undefined;
}

/** Names of all options, so that a misspelt one is refused, and whose they are. */
export const generateOptionNames: { readonly [Name in keyof Required<GenerateOptions>]: 'sampler' | 'generation' } = {
  acceptance: 'generation',
  drafters: 'generation',
  frequencyPenalty: 'sampler',
  logitBias: 'sampler',
  maxTokens: 'generation',
  minP: 'sampler',
  penaltyWindow: 'sampler',
  presencePenalty: 'sampler',
  processors: 'generation',
  repetitionPenalty: 'sampler',
  scheduler: 'generation',
  seed: 'sampler',
  signal: 'generation',
  state: 'generation',
  stop: 'generation',
  stopTokens: 'generation',
  temperature: 'sampler',
  topK: 'sampler',
  topP: 'sampler',
  typicalP: 'sampler',
};
