import { TokenizerError } from '@recyclegpt/spec';
import { readSpelledBytes } from './byte-level-alphabet.ts';
import { Fnv1a64 } from './fnv1a64.ts';

/**
 * What a token's name says about its bytes. `text`: written in the table's spelling. `literal`: the name is the text
 * (user-defined and unused tokens). `special`: a control token, whose name is text only when asked for.
 * `byte`: one byte, named `<0x0A>`.
 */
export type TokenKind = 'text' | 'literal' | 'special' | 'byte';

/** How `text` tokens are written: GPT-2's byte alphabet, or UTF-8 with U+2581 for a space. */
export type TokenSpelling = 'byte-level' | 'metaspace';

export interface TokenTableOptions {
  /** [vocab] names by id. */
  readonly tokens: readonly string[];
  readonly spelling: TokenSpelling;
  readonly kindOf: (tokenId: number) => TokenKind;
  /** What to call the table in messages. */
  readonly where: string;
}

const byteNamePattern = /^<0x([0-9A-Fa-f]{2})>$/;
const encoder = new TextEncoder();

/** The byte that a token named like `<0x0A>` stands for; `undefined` for other names. */
export function byteOfName(name: string): number | undefined {
  const digits = byteNamePattern.exec(name)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

/** Token ids, their names and the bytes they stand for. */
export class TokenTable {
  readonly size: number;
  readonly spelling: TokenSpelling;
  readonly #tokens: readonly string[];
  readonly #kindOf: (tokenId: number) => TokenKind;
  readonly #ids: Map<string, number>;
  #fingerprint: string | undefined;

  /** @throws TokenizerError if two ids have the same name. */
  constructor({ tokens, spelling, kindOf, where }: TokenTableOptions) {
    this.size = tokens.length;
    this.spelling = spelling;
    this.#tokens = tokens;
    this.#kindOf = kindOf;
    this.#ids = new Map();
    for (let id = 0; id < tokens.length; id++) this.#ids.set(tokens[id] ?? '', id);
    if (this.#ids.size !== tokens.length) throw this.#duplicate(where);
  }

  /** @throws TokenizerError for an id outside the vocabulary, as all methods that take one. */
  nameOf(tokenId: number): string {
    const name = this.#tokens[tokenId];
    if (name !== undefined) return name;
    throw new TokenizerError({
      what: 'The token id is outside the vocabulary',
      where: 'tokenId',
      got: String(tokenId),
      expected: `an integer from 0 to ${this.size - 1}`,
      next: 'Check that the ids come from a model with this tokenizer.',
    });
  }

  idOf(name: string): number | undefined {
    return this.#ids.get(name);
  }

  /** As `idOf`, without special and byte tokens: what plain text may become. */
  idOfPlain(name: string): number | undefined {
    const id = this.#ids.get(name);
    if (id === undefined) return undefined;
    const kind = this.#kindOf(id);
    return kind === 'special' || kind === 'byte' ? undefined : id;
  }

  isSpecial(tokenId: number): boolean {
    this.nameOf(tokenId);
    return this.#kindOf(tokenId) === 'special';
  }

  bytesOf(tokenId: number): Uint8Array {
    const name = this.nameOf(tokenId);
    const kind = this.#kindOf(tokenId);
    if (kind === 'byte') return Uint8Array.of(byteOfName(name) ?? 0);
    if (kind !== 'text') return encoder.encode(name);
    if (this.spelling === 'metaspace') return encoder.encode(name.replaceAll('\u2581', ' '));
    return readSpelledBytes(name) ?? encoder.encode(name);
  }

  /** Hash of the bytes of every id in order, so that it does not depend on the file's spelling; computed on first use. */
  get fingerprint(): string {
    this.#fingerprint ??= this.#hash();
    return this.#fingerprint;
  }

  #hash(): string {
    const hash = new Fnv1a64();
    const length = new Uint32Array(1);
    for (let id = 0; id < this.size; id++) {
      const bytes = this.bytesOf(id);
      length[0] = bytes.length;
      hash.update(new Uint8Array(length.buffer)).update(bytes);
    }
    return hash.digest();
  }

  #duplicate(where: string): TokenizerError {
    const second = this.#tokens.findIndex((token, id) => this.#tokens.indexOf(token) !== id);
    const name = this.#tokens[second] ?? '';
    return new TokenizerError({
      what: 'Two ids have the same token',
      where,
      got: `${JSON.stringify(name)} for ${this.#tokens.indexOf(name)} and ${second}`,
      expected: 'different tokens',
      next: 'The file is damaged or was converted wrongly: convert the model again.',
    });
  }
}
