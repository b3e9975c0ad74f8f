import type { BaseSizeName } from '@recyclegpt/train';
import type { NoProgress } from './calls.ts';
import type { WrittenToken } from './round-record.ts';

/** What to train. */
export interface TrainSettings {
  readonly size: Extract<BaseSizeName, 'tiny' | 'small'>;
  /** Tokens that are learnt from the text. */
  readonly vocab: number;
  /** Steps in all. */
  readonly steps: number;
  /** Rows of text that a pass sees at once. */
  readonly seq: number;
  readonly learningRate: number;
}

export interface StartRequest {
  /** Texts; each file becomes one. */
  readonly texts: readonly string[];
  readonly settings: TrainSettings;
}

/** How a sample was written. */
export interface TrainSample {
  readonly step: number;
  readonly prompt: string;
  readonly tokens: readonly Pick<WrittenToken, 'text' | 'isRecycled'>[];
  /** Of its drafted tokens, the share that was kept. */
  readonly acceptance: number | undefined;
}

export type TrainProgress =
  | { readonly kind: 'tokenizer-learnt'; readonly numTokens: number; readonly vocab: number }
  | {
      readonly kind: 'run-planned';
      readonly baseWeights: number;
      readonly moduleWeights: number;
      readonly trainTokens: number;
      readonly heldOutTokens: number;
      readonly totalSteps: number;
    }
  | {
      readonly kind: 'step-done';
      readonly step: number;
      readonly totalSteps: number;
      readonly loss: number;
      readonly tokensPerSecond: number;
      readonly leftMs: number | undefined;
    }
  | {
      readonly kind: 'looked-at';
      readonly step: number;
      /** On held-out text, in nats a token. */
      readonly loss: number;
      /** Of the module's first and later drafted tokens, the share that is right on held-out text. */
      readonly acceptance: readonly number[];
    }
  | { readonly kind: 'sample-written'; readonly sample: TrainSample };

export interface TrainResult {
  readonly step: number;
  readonly isComplete: boolean;
}

/** A file to take home. */
export interface TrainedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** All that the thread that trains can be asked. Cancelling a run stops it after its step; it can go on later. */
export interface TrainCalls {
  readonly start: { readonly request: StartRequest; readonly progress: TrainProgress; readonly result: TrainResult };
  readonly goOn: { readonly request: null; readonly progress: TrainProgress; readonly result: TrainResult };
  readonly files: { readonly request: null; readonly progress: NoProgress; readonly result: readonly TrainedFile[] };
}
