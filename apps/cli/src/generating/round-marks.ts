import type { Round } from '@recyclegpt/spec';
import type { Style } from '../terminal/style.ts';

/** A text with the words marked that were drafted and kept: underlined, or in brackets where there are no looks. */
export class RoundMarks {
  readonly #style: Style;

  constructor(style: Style) {
    this.#style = style;
  }

  /** What the marks mean, for the reader. */
  get legend(): string {
    return this.#style.hasLooks
      ? `${this.#mark('underlined')}: drafted and kept; plain: written by the model`
      : '[in brackets]: drafted and kept; else: written by the model';
  }

  /** The text of a round. */
  render({ tokens }: Pick<Round, 'tokens'>): string {
    let shown = '';
    let run = '';
    for (const { text, origin } of tokens) {
      if (origin !== 'base') {
        run += text;
        continue;
      }
      shown += this.#mark(run) + text;
      run = '';
    }
    return shown + this.#mark(run);
  }

  /** Spaces and line ends stay outside: a mark over them would show nothing, or too much. */
  #mark(text: string): string {
    return text.replaceAll(/\S(?:[^\n]*\S)?/g, (words) =>
      this.#style.hasLooks ? this.#style.underline(words) : `[${words}]`,
    );
  }
}
