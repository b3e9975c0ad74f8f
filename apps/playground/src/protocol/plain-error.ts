import { BackendError } from '@recyclegpt/spec';

/** An error that travels between threads and is shown in the page: what, where, expected, got, next step. */
export interface PlainError {
  readonly what: string;
  readonly where?: string | undefined;
  readonly expected?: string | undefined;
  readonly got?: string | undefined;
  readonly next?: string | undefined;
  /** What runs the model failed: it is not to be relied on any more, and has to be loaded again. */
  readonly isOfBackend?: boolean | undefined;
}

/** A failed call, with what the page shows of it. */
export class CallError extends Error {
  readonly plain: PlainError;

  constructor(plain: PlainError) {
    super(plain.what);
    this.name = 'CallError';
    this.plain = plain;
  }
}

/** What can be told of anything that was thrown. */
export function plainErrorOf(error: unknown): PlainError {
  if (error instanceof CallError) return error.plain;
  const details = detailsOf(error);
  if (details !== undefined) return details;
  if (error instanceof Error && isOutOfMemory(error)) return outOfMemory(error.message);
  if (error instanceof Error && error.name === 'QuotaExceededError') return noRoom(error.message);
  if (error instanceof Error && error.message !== '') {
    return { what: 'Something went wrong that was not foreseen', got: `${error.name}: ${error.message}`, next: reload };
  }
  return { what: 'Something went wrong that was not foreseen', got: String(error), next: reload };
}

const reload = 'Try again; if it happens again, reload the page.';

/** Errors of this project carry their parts. */
function detailsOf(error: unknown): PlainError | undefined {
  if (!(error instanceof Error) || !('details' in error)) return undefined;
  const { details } = error;
  if (typeof details !== 'object' || details === null || !('what' in details)) return undefined;
  const { what, where, expected, got, next } = details as Record<string, unknown>;
  if (typeof what !== 'string') return undefined;
  const parts = { what, where: text(where), expected: text(expected), got: text(got), next: text(next) };
  return BackendError.isInstance(error) ? { ...parts, isOfBackend: true } : parts;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isOutOfMemory({ name, message }: Error): boolean {
  const isRange = name === 'RangeError' && /allocation|array length|array buffer/i.test(message);
  return isRange || /out of memory|bad_alloc|memory access out of bounds|could not allocate/i.test(message);
}

function outOfMemory(got: string): PlainError {
  return {
    what: 'The memory of this tab is not enough',
    got,
    next: 'Close other tabs, or take a smaller model or precision (int8).',
  };
}

function noRoom(got: string): PlainError {
  return {
    what: 'The browser has no room left for the files of this page',
    got,
    next: 'Nothing is lost: the model works from memory. Free some disk space to have it cached.',
  };
}
