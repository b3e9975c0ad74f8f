import type { Draft, DrafterFacts, Round } from '@recyclegpt/spec';
import type { PlainError } from '../../protocol/plain-error.ts';

/** What a scheduler in the sandbox sees of a round. */
export interface RoundView {
  readonly tokens: readonly number[];
  readonly last: Round | undefined;
  /** Milliseconds of a base pass over 1, 2, … rows. */
  readonly baseMs: readonly number[];
  /** Milliseconds of a drafted token, by drafter. */
  readonly draftMs: Readonly<Record<string, number>>;
  readonly drafters: readonly DrafterFacts[];
  readonly room: number;
}

/** A tool that the scheduler asked for. */
export type ToolCall =
  | { readonly tool: 'draft'; readonly maxTokens: number }
  | { readonly tool: 'draftFrom'; readonly drafter: string; readonly maxTokens: number }
  | {
      readonly tool: 'check';
      readonly draft: Draft;
      readonly acceptance: string | undefined;
      readonly reason: string | undefined;
    }
  | { readonly tool: 'trust'; readonly draft: Draft; readonly reason: string | undefined };

/** To the sandbox. */
export type ToSandbox =
  | { readonly type: 'start'; readonly source: string }
  | { readonly type: 'round'; readonly view: RoundView }
  | { readonly type: 'tool-done'; readonly callId: number; readonly value: Draft | Round }
  | { readonly type: 'tool-failed'; readonly callId: number; readonly message: string };

/** From the sandbox. */
export type FromSandbox =
  | { readonly type: 'tool-called'; readonly callId: number; readonly call: ToolCall }
  | { readonly type: 'round-ended'; readonly hasRecord: boolean }
  | { readonly type: 'failed'; readonly error: PlainError };
