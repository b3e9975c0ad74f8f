/** How the next token is drawn. Every setting acts or is refused by name. */
export interface SamplerSettings {
  /** 0 is greedy. Default 0. */
  readonly temperature?: number;
  /** Keep the k best tokens. Default: all. */
  readonly topK?: number;
  /** Keep the smallest set of best tokens whose probability reaches p (Holtzman et al., arXiv 1904.09751). */
  readonly topP?: number;
  /** Keep tokens at least p times as likely as the best. */
  readonly minP?: number;
  /** Locally typical sampling (Meister et al., arXiv 2202.00666). */
  readonly typicalP?: number;
  /** Divides positive and multiplies negative logits of tokens seen (CTRL, arXiv 1909.05858). Default 1. */
  readonly repetitionPenalty?: number;
  /** Subtracted once from the logit of a token that occurs in the output. Default 0. */
  readonly presencePenalty?: number;
  /** Subtracted once for each occurrence in the output. Default 0. */
  readonly frequencyPenalty?: number;
  /** Tokens that penalties look back at. Default: all. */
  readonly penaltyWindow?: number;
  /** Added to logits, by token id; -Infinity forbids. */
  readonly logitBias?: Readonly<Record<number, number>>;
  /** Unsigned 32-bit. Same seed, same text. Default 0. */
  readonly seed?: number;
}

/** What a processor may look at. */
export interface LogitsContext {
  /** Committed tokens, and before a drafted position the drafted ones up to it. */
  readonly history: readonly number[];
  /** Where the output begins in the history. */
  readonly promptLength: number;
}

/** Changes logits in place: a pure function of its arguments, whatever was drafted or dropped before. */
export interface LogitsProcessor {
  readonly name: string;
  process(logits: Float32Array, context: LogitsContext): void;
}
