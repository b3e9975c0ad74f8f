import type { StreamDecoder } from '@recyclegpt/spec';

/** What a token did to the text. */
export interface TextStep {
  /** Text that is now certain. */
  readonly text: string;
  /** A stop string is complete; the text ends before it. */
  readonly isStopped: boolean;
}

/**
 * The text of a generation: whole characters only, and nothing that may turn out to be the beginning of a stop string.
 */
export class TextStream {
  readonly #decoder: StreamDecoder;
  readonly #stopStrings: readonly string[];
  #held = '';
  #text = '';

  constructor(decoder: StreamDecoder, stopStrings: readonly string[]) {
    this.#decoder = decoder;
    this.#stopStrings = stopStrings;
  }

  /** All text given out so far. */
  get text(): string {
    return this.#text;
  }

  /** Takes the next token. */
  push(tokenId: number): TextStep {
    return this.#take(this.#decoder.push(tokenId));
  }

  /** Gives out what was held back, for the last token of a text: an unfinished character, the beginning of a stop string. */
  flush(): TextStep {
    const step = this.#take(this.#decoder.flush());
    if (step.isStopped) return step;
    return { text: step.text + this.#giveOut(this.#held.length), isStopped: false };
  }

  #take(piece: string): TextStep {
    this.#held += piece;
    const ends = this.#stopStrings.map((stop) => this.#held.indexOf(stop)).filter((index) => index >= 0);
    if (ends.length === 0) return { text: this.#giveOut(this.#held.length - this.#suspectLength()), isStopped: false };
    const text = this.#giveOut(Math.min(...ends));
    this.#held = '';
    return { text, isStopped: true };
  }

  /** How many of the last characters may begin a stop string. */
  #suspectLength(): number {
    const longest = this.#stopStrings.reduce((length, stop) => Math.max(length, stop.length - 1), 0);
    for (let length = Math.min(longest, this.#held.length); length > 0; length--) {
      const end = this.#held.slice(-length);
      if (this.#stopStrings.some((stop) => stop.startsWith(end))) return length;
    }
    return 0;
  }

  #giveOut(length: number): string {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    this.#text += text;
    return text;
  }
}
