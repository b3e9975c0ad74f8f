/** What a card quotes of docs/results/paper.json, which `pnpm bench paper --save` writes. */
export interface PaperResults {
  readonly family?: readonly FamilyFigures[];
  readonly decoding?: readonly DecodingFigures[];
}

/** A model beside an n-gram model of the same data. */
export interface FamilyFigures {
  readonly model: string;
  readonly heldOut: readonly {
    readonly source: string;
    readonly texts: number;
    readonly bitsPerByte: number;
    readonly ngramBitsPerByte: number;
  }[];
  readonly variety: { readonly ratio: number; readonly tokens: number; readonly temperature: number };
}

/** A model with one of its modules. */
export interface DecodingFigures {
  readonly model: string;
  readonly module: string;
  /** Of the base's parameters. */
  readonly share?: number;
  readonly precision: string;
  readonly temperature: number;
  readonly prompts: number;
  readonly rows: readonly {
    readonly scheduler: string;
    readonly speedUp?: number;
    readonly tokensPerPass: number;
    readonly firstKept?: number;
    readonly departures: number;
    readonly newTokens: number;
    readonly sameTexts: number;
    readonly judgeBitsPerByte?: number;
    readonly repeatedFourGrams: number;
  }[];
}
