import type { PlainError } from './plain-error.ts';

/** A table of calls: each with what goes in, what is told meanwhile, and what comes out. */
export type CallTable<Calls> = {
  readonly [Kind in keyof Calls]: { readonly request: unknown; readonly progress: unknown; readonly result: unknown };
};

/** From the page to a worker. */
export type PageMessage<Calls> =
  | {
      readonly [Kind in keyof Calls]: {
        readonly type: 'call';
        readonly id: number;
        readonly kind: Kind;
        readonly request: Calls[Kind] extends { readonly request: infer Request } ? Request : never;
      };
    }[keyof Calls]
  | { readonly type: 'cancel'; readonly id: number };

/** From a worker to the page. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  /** Something that whoever reads the page should know, whatever was asked: another device is used than was asked for. */
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: PlainError };
