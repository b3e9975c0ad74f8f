import type { EncodeOptions, StreamDecoder, Tokenizer } from '@recyclegpt/spec';
import { type AddedToken, AddedTokens } from './added-tokens.ts';
import { ByteStreamDecoder } from './byte-stream-decoder.ts';
import type { TokenTable } from './token-table.ts';

/** What the readers of the file kinds make of a file. */
export interface TokenizerParts {
  readonly table: TokenTable;
  readonly addedTokens: readonly AddedToken[];
  /** Ids of a text between added tokens; `section` counts the sections before it, added tokens included. */
  readonly encodeText: (text: string, section: number) => readonly number[];
  /** Ids around a text when special tokens are added. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly bosTokenId: number | undefined;
  readonly eosTokenIds: readonly number[];
  /** Encoding puts a space before the text, which decoding takes away. */
  readonly hasSpacePrefix: boolean;
}

const loneSurrogates = /\p{Surrogate}/gu;
const longestArgumentList = 1024;

function append(ids: number[], more: readonly number[]): void {
  if (more.length <= longestArgumentList) ids.push(...more);
  else for (const id of more) ids.push(id);
}

/** The one `Tokenizer` of this package: a table of tokens and a way to encode text. */
export class VocabularyTokenizer implements Tokenizer {
  readonly vocabSize: number;
  readonly bosTokenId: number | undefined;
  readonly eosTokenIds: readonly number[];
  readonly #parts: TokenizerParts;
  #allAdded: AddedTokens | undefined;
  #plainAdded: AddedTokens | undefined;

  constructor(parts: TokenizerParts) {
    this.#parts = parts;
    this.vocabSize = parts.table.size;
    this.bosTokenId = parts.bosTokenId;
    this.eosTokenIds = parts.eosTokenIds;
  }

  get fingerprint(): string {
    return this.#parts.table.fingerprint;
  }

  /** Lone surrogates in the text count as U+FFFD, as in UTF-8. */
  encode(text: string, { addSpecialTokens = true, parseSpecialTokens = false }: EncodeOptions = {}): number[] {
    const { before, after, encodeText } = this.#parts;
    const ids = addSpecialTokens ? [...before] : [];
    const sections = this.#added(parseSpecialTokens).split(text.replace(loneSurrogates, '\uFFFD'));
    for (const [index, section] of sections.entries()) {
      if (section.kind === 'token') ids.push(section.id);
      else append(ids, encodeText(section.text, index));
    }
    if (addSpecialTokens) append(ids, after);
    return ids;
  }

  decode(
    tokenIds: readonly number[],
    { skipSpecialTokens = true }: { readonly skipSpecialTokens?: boolean } = {},
  ): string {
    const decoder = this.#decoder(skipSpecialTokens);
    let text = '';
    for (const id of tokenIds) text += decoder.push(id);
    return text + decoder.flush();
  }

  tokenBytes(tokenId: number): Uint8Array {
    return this.#parts.table.bytesOf(tokenId);
  }

  isSpecial(tokenId: number): boolean {
    return this.#parts.table.isSpecial(tokenId);
  }

  idOf(token: string): number | undefined {
    return this.#parts.table.idOf(token);
  }

  /** Skips special tokens. */
  createStreamDecoder(): StreamDecoder {
    return this.#decoder(true);
  }

  #decoder(skipsSpecialTokens: boolean): StreamDecoder {
    const { table, hasSpacePrefix } = this.#parts;
    return new ByteStreamDecoder(table, { skipsSpecialTokens, dropsFirstSpace: hasSpacePrefix });
  }

  #added(withSpecial: boolean): AddedTokens {
    const { addedTokens } = this.#parts;
    if (withSpecial) {
      this.#allAdded ??= new AddedTokens(addedTokens);
      return this.#allAdded;
    }
    this.#plainAdded ??= new AddedTokens(addedTokens.filter(({ isSpecial }) => !isSpecial));
    return this.#plainAdded;
  }
}
