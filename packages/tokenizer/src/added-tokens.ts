/** A token that is looked for in the text before anything else is done with it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Found only where special tokens are parsed. */
  readonly isSpecial: boolean;
  /** Swallows white space before it. */
  readonly stripsLeft?: boolean;
  /** Swallows white space after it. */
  readonly stripsRight?: boolean;
  /** Found only between characters that are no word characters. */
  readonly isSingleWord?: boolean;
}

/** A text, or a token found in one. */
export type TextSection =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'token'; readonly id: number };

const wordEnd = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]$/u;
const wordStart = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}]/u;

function isBetweenWords(text: string, start: number, end: number): boolean {
  return !wordEnd.test(text.slice(Math.max(0, start - 2), start)) && !wordStart.test(text.slice(end, end + 2));
}

/** Finds tokens in a text: the leftmost, and of several there the longest, as Hugging Face's added vocabulary does. */
export class AddedTokens {
  /** By first character, longest first. */
  readonly #byStart = new Map<string, AddedToken[]>();
  readonly #start: RegExp | undefined;

  constructor(tokens: readonly AddedToken[]) {
    for (const token of tokens) {
      const first = token.content.charAt(0);
      const bucket = this.#byStart.get(first);
      if (first === '') continue;
      if (bucket === undefined) this.#byStart.set(first, [token]);
      else bucket.push(token);
    }
    for (const bucket of this.#byStart.values()) bucket.sort((a, b) => b.content.length - a.content.length);
    const codes = Array.from(this.#byStart.keys(), (key) => `\\u${key.charCodeAt(0).toString(16).padStart(4, '0')}`);
    this.#start = codes.length === 0 ? undefined : new RegExp(`[${codes.join('')}]`, 'g');
  }

  split(text: string): TextSection[] {
    const sections: TextSection[] = [];
    let begin = 0;
    for (const { token, position } of this.#matches(text)) {
      if (position < begin) continue;
      let before = text.slice(begin, position);
      if (token.stripsLeft === true) before = before.trimEnd();
      if (before !== '') sections.push({ kind: 'text', text: before });
      sections.push({ kind: 'token', id: token.id });
      begin = position + token.content.length;
      if (token.stripsRight === true) begin = text.length - text.slice(begin).trimStart().length;
    }
    if (begin < text.length) sections.push({ kind: 'text', text: text.slice(begin) });
    return sections;
  }

  *#matches(text: string): Generator<{ token: AddedToken; position: number }> {
    if (this.#start === undefined) return;
    let from = 0;
    for (const { index: position } of text.matchAll(this.#start)) {
      if (position < from) continue;
      const token = this.#byStart
        .get(text.charAt(position))
        ?.find(
          ({ content, isSingleWord }) =>
            text.startsWith(content, position) &&
            (isSingleWord !== true || isBetweenWords(text, position, position + content.length)),
        );
      if (token === undefined) continue;
      from = position + token.content.length;
      yield { token, position };
    }
  }
}
