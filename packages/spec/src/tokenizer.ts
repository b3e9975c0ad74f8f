/** One message of a conversation. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | (string & {});
  readonly content: string;
}

export interface EncodeOptions {
  /** Add what the model expects around a text (a beginning-of-sequence token, say). Default true. */
  readonly addSpecialTokens?: boolean;
  /** Read special tokens written out in the text (`<|im_end|>`) as such; else they are plain text. Default false. */
  readonly parseSpecialTokens?: boolean;
}

/** Turns ids into text piece by piece. It never emits half a character. */
export interface StreamDecoder {
  /** The text that this token completes; may be empty. */
  push(tokenId: number): string;
  /** What is left at the end: an unfinished character becomes U+FFFD. */
  flush(): string;
}

/** Text to token ids and back. */
export interface Tokenizer {
  /** Number of ids, special and added ones included. */
  readonly vocabSize: number;
  /** Hex digest of the vocabulary: equal for equal id-to-token tables, whatever file they came from. */
  readonly fingerprint: string;
  readonly bosTokenId: number | undefined;
  /** Ids that end a text. */
  readonly eosTokenIds: readonly number[];
  encode(text: string, options?: EncodeOptions): number[];
  /** @throws TokenizerError for an id outside the vocabulary. */
  decode(tokenIds: readonly number[], options?: { readonly skipSpecialTokens?: boolean }): string;
  /** The bytes that the token stands for, special tokens by their name. @throws TokenizerError as `decode`. */
  tokenBytes(tokenId: number): Uint8Array;
  isSpecial(tokenId: number): boolean;
  /** The id of a token by its exact name (`<|im_end|>`), `undefined` if there is none. */
  idOf(token: string): number | undefined;
  createStreamDecoder(): StreamDecoder;
}

export interface ChatTemplateOptions {
  /** End with the beginning of the assistant's answer. Default true. */
  readonly addGenerationPrompt?: boolean;
}

/** The text of a conversation as the model was trained to read it. */
export interface ChatTemplate {
  /** @throws TokenizerError if the template fails, loops or writes without end. */
  render(messages: readonly ChatMessage[], options?: ChatTemplateOptions): string;
}
