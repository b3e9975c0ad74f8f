/** What an engine is told when it loads. Addresses are relative to the page. */
export interface LoadRequest {
  readonly threads: number;
  /** Our precision, or the type of the export. */
  readonly precision: 'f32' | 'int8';
}

/** What an engine says of itself. */
export interface LoadedEngine {
  readonly name: string;
  /** Threads that it really runs with. */
  readonly threads: number;
  readonly description: string;
}

/** A text to write, greedily. */
export interface WriteRequest {
  readonly tokenIds: readonly number[];
  /** What the tokens spell, for engines that take text alone. */
  readonly text: string;
  readonly maxTokens: number;
  readonly scheduler: 'autoregressive' | 'adaptive';
}

/** A text that was written. */
export interface WrittenText {
  readonly newTokens: number;
  /** Empty where an engine only tells text. */
  readonly tokenIds: readonly number[];
  readonly text: string;
  /** Milliseconds from the call to the first token. */
  readonly firstTokenMs: number;
  /** Milliseconds from the first token to the last. */
  readonly decodeMs: number;
}

/** Which passes to time. */
export interface PassesRequest {
  readonly device: 'wasm' | 'webgpu';
  readonly threads: number;
  readonly precision: 'f32' | 'int8';
  readonly widths: readonly number[];
  /** After one that is not counted. */
  readonly repeats: number;
  /** Rows before a pass. */
  readonly past: number;
}

/** What passes cost. */
export interface PassTimes {
  /** The backend in words, with the graphics adapter. */
  readonly device: string;
  /** Layers of the model that took part: a few of them on a graphics adapter that is software. */
  readonly layers: number;
  /** Milliseconds of a pass by its rows, the best of several. */
  readonly bestMs: Readonly<Record<number, number>>;
}

/** What a page can be asked for. */
export interface PageEngine {
  load?(request: LoadRequest): Promise<LoadedEngine>;
  write?(request: WriteRequest): Promise<WrittenText>;
  passes?(request: PassesRequest): Promise<PassTimes>;
}

/** A call to an engine, as its page hands it to a worker. */
export interface EngineCall {
  readonly id: number;
  readonly method: keyof PageEngine;
  readonly request: unknown;
}

/** The answer to a call. */
export type EngineAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: string };
