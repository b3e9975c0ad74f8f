/** What every error of recyclegpt tells: what happened, where, what was found, what was expected, what to do next. */
export interface ErrorDetails {
  /** What went wrong, in one sentence without a full stop. */
  readonly what: string;
  /** File, option, tensor or byte offset at fault. */
  readonly where?: string | undefined;
  readonly got?: string | undefined;
  readonly expected?: string | undefined;
  /** What the reader can do about it. */
  readonly next?: string | undefined;
  readonly cause?: unknown;
}

function messageOf({ what, where, got, expected, next }: ErrorDetails): string {
  const parts = [where === undefined ? `${what}.` : `${what} (${where}).`];
  if (expected !== undefined) parts.push(`Expected ${expected}.`);
  if (got !== undefined) parts.push(`Got ${got}.`);
  if (next !== undefined) parts.push(next);
  return parts.join(' ');
}

/**
 * Base of all errors that recyclegpt throws on purpose.
 * `isInstance` works across duplicate versions of this package, where `instanceof` does not.
 */
export abstract class RecycleError extends Error {
  readonly details: ErrorDetails;

  constructor(details: ErrorDetails) {
    super(messageOf(details), details.cause === undefined ? undefined : { cause: details.cause });
    this.details = details;
  }
}

function marked(value: unknown, marker: symbol): boolean {
  return typeof value === 'object' && value !== null && marker in value;
}

const configMarker = Symbol.for('recyclegpt.ConfigError');
/** An option or a config key has a value that cannot be used, or two of them contradict each other. */
export class ConfigError extends RecycleError {
  readonly [configMarker] = true;
  override readonly name = 'ConfigError';
  static isInstance(value: unknown): value is ConfigError {
    return marked(value, configMarker);
  }
}

const fileMarker = Symbol.for('recyclegpt.FileError');
/** A model, tokenizer, module or state file is missing, damaged, of an unknown kind or of another model. */
export class FileError extends RecycleError {
  readonly [fileMarker] = true;
  override readonly name = 'FileError';
  static isInstance(value: unknown): value is FileError {
    return marked(value, fileMarker);
  }
}

const graphMarker = Symbol.for('recyclegpt.GraphError');
/** A tensor graph is not well formed: shapes, element types or attributes do not fit an operator. */
export class GraphError extends RecycleError {
  readonly [graphMarker] = true;
  override readonly name = 'GraphError';
  static isInstance(value: unknown): value is GraphError {
    return marked(value, graphMarker);
  }
}

const backendMarker = Symbol.for('recyclegpt.BackendError');
/** A backend cannot run what it was given: an operator, a precision or a device that it lacks, or a failed run. */
export class BackendError extends RecycleError {
  readonly [backendMarker] = true;
  override readonly name = 'BackendError';
  static isInstance(value: unknown): value is BackendError {
    return marked(value, backendMarker);
  }
}

const stateMarker = Symbol.for('recyclegpt.StateError');
/** A sequence state cannot do what was asked: rewinding too far, growing over its limit, loading another model's rows. */
export class StateError extends RecycleError {
  readonly [stateMarker] = true;
  override readonly name = 'StateError';
  static isInstance(value: unknown): value is StateError {
    return marked(value, stateMarker);
  }
}

const disposedMarker = Symbol.for('recyclegpt.DisposedError');
/** Something was used after `dispose()`. */
export class DisposedError extends RecycleError {
  readonly [disposedMarker] = true;
  override readonly name = 'DisposedError';
  constructor(what: string) {
    super({ what: `${what} was used after dispose()`, next: 'Create a new one, or dispose it later.' });
  }
  static isInstance(value: unknown): value is DisposedError {
    return marked(value, disposedMarker);
  }
}

const contextMarker = Symbol.for('recyclegpt.ContextOverflowError');
/** A prompt or a continuation does not fit the model's context. */
export class ContextOverflowError extends RecycleError {
  readonly [contextMarker] = true;
  override readonly name = 'ContextOverflowError';
  static isInstance(value: unknown): value is ContextOverflowError {
    return marked(value, contextMarker);
  }
}

const tokenizerMarker = Symbol.for('recyclegpt.TokenizerError');
/** A vocabulary, a token id or a chat template cannot be used. */
export class TokenizerError extends RecycleError {
  readonly [tokenizerMarker] = true;
  override readonly name = 'TokenizerError';
  static isInstance(value: unknown): value is TokenizerError {
    return marked(value, tokenizerMarker);
  }
}

const downloadMarker = Symbol.for('recyclegpt.DownloadError');
/** A download failed, was refused, or brought bytes with another hash. */
export class DownloadError extends RecycleError {
  readonly [downloadMarker] = true;
  override readonly name = 'DownloadError';
  static isInstance(value: unknown): value is DownloadError {
    return marked(value, downloadMarker);
  }
}

const decodingMarker = Symbol.for('recyclegpt.DecodingError');
/** A scheduler, drafter or acceptance rule broke its contract. */
export class DecodingError extends RecycleError {
  readonly [decodingMarker] = true;
  override readonly name = 'DecodingError';
  static isInstance(value: unknown): value is DecodingError {
    return marked(value, decodingMarker);
  }
}
