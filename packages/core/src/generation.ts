import type { DecodeResult } from '@recyclegpt/schedulers';
import { DecodingError, type FinishReason, type GenerationStats, type Round } from '@recyclegpt/spec';

/** What a generation came to. */
export interface GenerationResult {
  readonly text: string;
  /** New tokens, a stop token included. */
  readonly tokenIds: readonly number[];
  readonly promptTokenIds: readonly number[];
  readonly finishReason: FinishReason;
  readonly stats: GenerationStats;
}

/** Starts the work; called once, by the first consumer. */
export type GenerationStart = () => AsyncGenerator<Round, GenerationResult, void>;

/**
 * A text being written. Iterate over it for pieces of text, over `rounds` for where each word came from, or await
 * `result`; any of them starts it, and it is written once. Leaving a loop by `break` cancels the generation; `result`
 * then holds what was written.
 */
export class Generation implements AsyncIterable<string> {
  readonly #start: GenerationStart;
  #isStarted = false;
  #settle: { resolve: (result: GenerationResult) => void; reject: (error: unknown) => void };
  readonly #result: Promise<GenerationResult>;
  readonly #cancel: AbortController;

  constructor(start: GenerationStart, cancel: AbortController) {
    this.#start = start;
    this.#cancel = cancel;
    this.#settle = { resolve: () => undefined, reject: () => undefined };
    this.#result = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever iterates sees the error there; it must not end the process because nobody awaits the result as well.
    this.#result.catch(() => undefined);
  }

  /** The whole text and its statistics. Starts the generation if nothing has. */
  get result(): Promise<GenerationResult> {
    if (!this.#isStarted) void this.#drain();
    return this.#result;
  }

  /** Rounds as they settle. */
  get rounds(): AsyncIterable<Round> {
    return { [Symbol.asyncIterator]: () => this.#run() };
  }

  /** Pieces of text as they come; never half a character. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, void> {
    for await (const { tokens } of this.rounds) {
      const text = tokens.map((token) => token.text).join('');
      if (text !== '') yield text;
    }
  }

  async #drain(): Promise<void> {
    try {
      const rounds = this.#run();
      while (!(await rounds.next()).done);
    } catch {
      // The result holds the error.
    }
  }

  async *#run(): AsyncGenerator<Round, void, void> {
    if (this.#isStarted)
      throw new DecodingError({
        what: 'A generation is written once',
        next: 'Iterate over it, over its rounds, or await its result; call generate again for another text.',
      });
    this.#isStarted = true;
    const work = this.#start();
    let isDone = false;
    try {
      for (let next = await work.next(); ; next = await work.next()) {
        if (next.done) {
          isDone = true;
          this.#settle.resolve(next.value);
          return;
        }
        yield next.value;
      }
    } catch (error) {
      isDone = true;
      this.#settle.reject(error);
      throw error;
    } finally {
      if (!isDone) await this.#abandon(work);
    }
  }

  /** The consumer left: stop, and let the result say what was written. */
  async #abandon(work: AsyncGenerator<Round, GenerationResult, void>): Promise<void> {
    this.#cancel.abort();
    try {
      let next = await work.next();
      while (!next.done) next = await work.next();
      this.#settle.resolve(next.value);
    } catch (error) {
      this.#settle.reject(error);
    }
  }
}

/** The result of a generation from that of its decoding. */
export function generationResult(result: DecodeResult, promptTokenIds: readonly number[]): GenerationResult {
  const { text, tokenIds, finishReason, stats } = result;
  return { text, tokenIds, promptTokenIds, finishReason, stats };
}
