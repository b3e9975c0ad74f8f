import type { StreamDecoder } from '@recyclegpt/spec';
import type { TokenTable } from './token-table.ts';

const space = 0x20;

export interface ByteStreamDecoderOptions {
  readonly skipsSpecialTokens: boolean;
  /** Leave out the space that the tokenizer put before the text. */
  readonly dropsFirstSpace: boolean;
}

/**
 * Concatenates the bytes of tokens and reads them as UTF-8 as far as characters are complete.
 * Invalid bytes become U+FFFD as the WHATWG encoding standard says; a byte order mark is kept.
 */
export class ByteStreamDecoder implements StreamDecoder {
  readonly #table: TokenTable;
  readonly #skipsSpecialTokens: boolean;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #dropsSpace: boolean;

  constructor(table: TokenTable, { skipsSpecialTokens, dropsFirstSpace }: ByteStreamDecoderOptions) {
    this.#table = table;
    this.#skipsSpecialTokens = skipsSpecialTokens;
    this.#dropsSpace = dropsFirstSpace;
  }

  push(tokenId: number): string {
    if (this.#table.isSpecial(tokenId) && this.#skipsSpecialTokens) return '';
    let bytes = this.#table.bytesOf(tokenId);
    if (bytes.length === 0) return '';
    if (this.#dropsSpace && bytes[0] === space) bytes = bytes.subarray(1);
    this.#dropsSpace = false;
    return this.#decoder.decode(bytes, { stream: true });
  }

  flush(): string {
    return this.#decoder.decode();
  }
}
