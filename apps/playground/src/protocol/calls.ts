import type { FinishReason, GenerationStats, Precision } from '@recyclegpt/spec';
import type { RoundRecord } from './round-record.ts';

/** Where a model comes from. */
export type ModelSource =
  | { readonly kind: 'embedded'; readonly name: string; readonly files: readonly RemoteFile[] }
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'seeded' };

/** A file that the page was built with. */
export interface RemoteFile {
  readonly name: string;
  /** Absolute. */
  readonly url: string;
  readonly sizeBytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What runs the model's passes. */
export type Device = 'wasm' | 'webgpu';

/** How a model is run. What is left out is chosen by itself. */
export interface RunSettings {
  readonly device?: Device | undefined;
  readonly precision?: Precision | undefined;
  readonly threads?: number | undefined;
}

/** Loads a model in place of the one before it; that one stays if this fails. */
export interface LoadRequest {
  readonly source: ModelSource;
  /** A recycle module to use with it, instead of one among its files. */
  readonly module?: File | undefined;
  readonly run: RunSettings;
}

export interface LoadProgress {
  readonly kind: 'bytes-read' | 'weights-encoded';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What the page says of a model. */
export interface ModelSummary {
  readonly name: string;
  readonly isSeeded: boolean;
  /** Weights of the base. */
  readonly numWeights: number;
  readonly weightsBytes: number;
  readonly precision: Precision;
  readonly precisions: readonly Precision[];
  readonly device: Device;
  readonly threads: number;
  readonly backend: string;
  readonly contextLength: number;
  readonly hasChat: boolean;
  /** The module that drafts, if there is one. */
  readonly recycle: { readonly name: string; readonly weightsMatch: boolean } | undefined;
}

/** How the next token is chosen. */
export interface SamplerChoice {
  readonly temperature: number;
  readonly topK?: number | undefined;
  readonly topP?: number | undefined;
  readonly minP?: number | undefined;
  readonly repetitionPenalty?: number | undefined;
  readonly seed: number;
}

export type AcceptanceName = 'exact' | 'maximal' | 'typical' | 'trust';

/** How a text is drafted and checked. */
export type SchedulerChoice =
  | { readonly kind: 'autoregressive' }
  | { readonly kind: 'adaptive'; readonly maxLength?: number | undefined; readonly acceptance: AcceptanceName }
  | { readonly kind: 'verified'; readonly length: number; readonly acceptance: AcceptanceName }
  | { readonly kind: 'alternating'; readonly stride: number }
  | {
      readonly kind: 'custom';
      /** The body of `async (round) => { … }`, in JavaScript. */
      readonly source: string;
      /** Milliseconds that it may think between two calls of its tools. */
      readonly limitMs: number;
    };

export interface RaceRequest {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly sampler: SamplerChoice;
  readonly recycled: SchedulerChoice;
}

export type LaneName = 'plain' | 'recycled';

/** What a lane came to. */
export interface LaneResult {
  readonly tokenIds: readonly number[];
  readonly stats: GenerationStats;
}

/** A round of the turn that is shown. */
export interface RaceProgress {
  readonly lane: LaneName;
  readonly round: RoundRecord;
}

export interface RaceResult {
  /** What the turn that is shown came to. */
  readonly plain: LaneResult;
  readonly recycled: LaneResult;
  /** Milliseconds of a token after the first, for each time that the race was run. */
  readonly turns: readonly Readonly<Record<LaneName, number>>[];
  readonly costs: DeviceCosts;
}

/** Milliseconds of passes on this device. */
export interface DeviceCosts {
  /** Of a base pass over 1, 2, … rows. */
  readonly baseMs: readonly number[];
  /** Of a token that the module drafts; `undefined` without a module. */
  readonly draftMs: number | undefined;
}

export type WritePrompt =
  /** Goes on after what the text has, with this added to it; empty: as it stands. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'chat'; readonly messages: readonly { readonly role: string; readonly content: string }[] };

export interface WriteRequest {
  /** A text that the worker keeps; made when it is first named. */
  readonly textId: number;
  readonly prompt: WritePrompt;
  readonly maxTokens: number;
  readonly sampler: SamplerChoice;
  readonly scheduler: SchedulerChoice;
}

export type WriteProgress =
  | { readonly kind: 'prompt-fed'; readonly promptTokens: number; readonly length: number }
  | { readonly kind: 'round-settled'; readonly round: RoundRecord };

export interface WriteResult {
  /** Tokens that the text has now. */
  readonly length: number;
  readonly finishReason: FinishReason;
  readonly stats: GenerationStats;
}

export interface NoProgress {
  readonly kind: never;
}

/** All that the worker with the model can be asked: what goes in, what is told meanwhile, what comes out. */
export interface ModelCalls {
  readonly load: { readonly request: LoadRequest; readonly progress: LoadProgress; readonly result: ModelSummary };
  readonly race: { readonly request: RaceRequest; readonly progress: RaceProgress; readonly result: RaceResult };
  readonly write: { readonly request: WriteRequest; readonly progress: WriteProgress; readonly result: WriteResult };
  /** Forgets what comes after the first `length` tokens of a text. */
  readonly rewind: {
    readonly request: { readonly textId: number; readonly length: number };
    readonly progress: NoProgress;
    readonly result: { readonly length: number };
  };
  /** Makes a second text of a first one. */
  readonly fork: {
    readonly request: { readonly textId: number; readonly newTextId: number };
    readonly progress: NoProgress;
    readonly result: { readonly length: number };
  };
  /** Gives a text's memory back. */
  readonly close: {
    readonly request: { readonly textId: number };
    readonly progress: NoProgress;
    readonly result: null;
  };
  readonly costs: { readonly request: null; readonly progress: NoProgress; readonly result: DeviceCosts };
}
