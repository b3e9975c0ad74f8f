import {
  DecodingError,
  type DraftContext,
  type Drafter,
  type FinishReason,
  type LogitsContext,
  type RoundToken,
} from '@recyclegpt/spec';
import { nothingLeft } from '../sampling/sampler.ts';
import type { RowScores } from './base-pass.ts';
import type { CheckedOptions } from './decode-options.ts';
import { Statistics } from './statistics.ts';
import { TextStream } from './text-stream.ts';

/** Tokens that are enough to know how a text goes on: no character is longer. */
const joinTokens = 8;

/** A decoder that goes on where a text is: what its last tokens say is not said again, but counts. */
function decoderAfter(
  tokenizer: CheckedOptions['tokenizer'],
  tokens: readonly number[],
): ReturnType<CheckedOptions['tokenizer']['createStreamDecoder']> {
  const decoder = tokenizer.createStreamDecoder();
  for (const token of tokens.slice(-joinTokens)) decoder.push(token);
  return decoder;
}

/** One generation: the sequence as the rounds see it, and what has become of the limits. */
export class Generation {
  readonly options: CheckedOptions;
  readonly stats: Statistics;
  readonly text: TextStream;
  /** Committed tokens, and in the middle of a round those accepted so far: what processors may look at. */
  readonly history: number[];
  readonly promptLength: number;
  /** Drafters that have drafted: a first draft catches up with the prompt, and tells nothing of what later ones cost. */
  readonly warmDrafters = new Set<Drafter>();
  /** Positions below it have been judged by the base; those above were trusted and wait for its next pass. */
  judgedLength: number;
  finishReason: FinishReason | undefined;
  readonly #stops: ReadonlySet<number>;
  readonly #logitsContext: LogitsContext;

  /** Commits the prompt. */
  constructor(options: CheckedOptions) {
    const { state, model, promptTokens, tokenizer, stopStrings } = options;
    this.options = options;
    if (promptTokens.length > 0) state.commit(promptTokens);
    this.history = [...state.tokens];
    this.promptLength = this.history.length;
    this.judgedLength = this.promptLength;
    if (state.rowsOf(model.owner) === this.promptLength) state.truncate(model.owner, this.promptLength - 1);
    this.text = new TextStream(decoderAfter(tokenizer, this.history), stopStrings);
    this.stats = new Statistics(options, this.rows);
    this.#stops = new Set(options.stopTokens);
    this.#logitsContext = { history: this.history, promptLength: this.promptLength };
    if (this.tokensLeft === 0) this.finishReason = 'context-full';
  }

  get newTokens(): number {
    return this.history.length - this.promptLength;
  }

  /** Tokens that may still be written. */
  get tokensLeft(): number {
    const { maxTokens, model } = this.options;
    return Math.min(maxTokens - this.newTokens, model.contextLength - this.history.length);
  }

  /** Rows that the base has. */
  get rows(): number {
    return this.options.state.rowsOf(this.options.model.owner);
  }

  /** What drafters are told. */
  draftContext(isWorthMore: DraftContext['isWorthMore']): DraftContext {
    const { state, signal, sampler, acceptance, scheduler } = this.options;
    const rule = scheduler.acceptance ?? acceptance;
    const wantsDistributions = rule.wantsDistributions === true && sampler.settings.temperature > 0;
    const noise = wantsDistributions ? 'draft' : 'choice';
    return {
      state,
      promptLength: this.promptLength,
      signal,
      wantsDistributions,
      isPlainGreedy: sampler.isPlainGreedy,
      choose: (logits, drafted, tokenIds) =>
        this.#after(drafted, (context) => sampler.choose(logits, context, { tokenIds, noise })),
      distribution: (logits, drafted, tokenIds) =>
        this.#after(drafted, (context) => sampler.distribution(logits, context, { tokenIds })),
      ...(isWorthMore === undefined ? {} : { isWorthMore }),
    };
  }

  /** Shows the history as it will be after drafted tokens, without a copy of it. */
  #after<T>(drafted: readonly number[], look: (context: LogitsContext) => T): T {
    const { length } = this.history;
    this.history.push(...drafted);
    try {
      return look(this.#logitsContext);
    } finally {
      this.history.length = length;
    }
  }

  /** @throws DecodingError if somebody else changed the state; `rows` are those that the base should have. */
  checkState(rows: number = this.rows): void {
    const { length } = this.options.state.tokens;
    if (length === this.history.length && this.rows < length && this.rows === rows) return;
    throw new DecodingError({
      what: 'The state was changed while a generation used it',
      got: `${length} tokens and ${this.rows} rows of ${this.options.model.owner}`,
      expected: `${this.history.length} tokens and ${Math.min(rows, this.history.length - 1)} rows`,
      next: 'Fork the state, or wait until the generation has ended; drafters change rows of their own only.',
    });
  }

  /** The base's own choice for the next position. */
  choose(row: RowScores): number {
    if (row instanceof Float32Array) return this.options.sampler.choose(row, this.#logitsContext);
    if (row.best === undefined) throw nothingLeft(this.#logitsContext);
    return row.best;
  }

  /** The base's distribution for the next position. */
  distribution(row: RowScores): Float32Array {
    if (row instanceof Float32Array) return this.options.sampler.distribution(row, this.#logitsContext);
    const result = new Float32Array(this.options.model.vocab);
    result[this.choose(row)] = 1;
    return result;
  }

  /** Appends a token to the text and looks whether it ends it. */
  take(id: number, origin: string, isDeparture: boolean | undefined): RoundToken {
    this.history.push(id);
    return { id, text: this.#textOf(id), origin, isDeparture };
  }

  /** The text that a token completes; sets the reason to finish, in the order of rule SC7. */
  #textOf(id: number): string {
    if (this.#stops.has(id)) {
      this.finishReason = 'stop-token';
      return this.text.flush().text;
    }
    const { text, isStopped } = this.text.push(id);
    if (isStopped) {
      this.finishReason = 'stop-string';
      return text;
    }
    if (this.newTokens === this.options.maxTokens) this.finishReason = 'max-tokens';
    else if (this.history.length === this.options.model.contextLength) this.finishReason = 'context-full';
    return this.finishReason === undefined ? text : text + this.text.flush().text;
  }

  /** Makes the accepted tokens part of the state and drops the base's rows beyond them; the last token is pending. */
  settle(tokens: readonly RoundToken[]): void {
    const { state, model } = this.options;
    state.commit(tokens.map(({ id }) => id));
    state.truncate(model.owner, Math.min(this.rows, this.history.length - 1));
  }
}
