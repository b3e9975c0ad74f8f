/** Something that may go better when tried again: a cut connection, an overloaded server. Stays inside this package. */
export class TransientFailure extends Error {
  override readonly name = 'TransientFailure';
  /** How long the server asked to wait. */
  readonly waitMs: number | undefined;

  constructor(message: string, options: { readonly waitMs?: number | undefined; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.waitMs = options.waitMs;
  }
}
