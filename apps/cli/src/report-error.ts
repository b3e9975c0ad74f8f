import { ConfigError, type ErrorDetails } from '@recyclegpt/spec';
import { printable } from './terminal/printable.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What the process returns: see `recyclegpt --help`. */
export const exitCode = { fine: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;

function isDetailed(error: Error): error is Error & { readonly details: ErrorDetails } {
  return 'details' in error && typeof error.details === 'object' && error.details !== null && 'what' in error.details;
}

function linesOf(error: Error): readonly string[] {
  if (!isDetailed(error)) return [error.message, ...causes(error)];
  const { what, where, expected, got, next } = error.details;
  return [
    where === undefined ? what : `${what}: ${where}`,
    ...(expected === undefined ? [] : [`  expected  ${expected}`]),
    ...(got === undefined ? [] : [`  got       ${got}`]),
    ...(next === undefined ? [] : [`  ${next}`]),
  ];
}

function causes({ cause }: Error): readonly string[] {
  return cause instanceof Error ? [`  because: ${cause.message}`] : [];
}

function stackLines(error: Error): readonly string[] {
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  const cause = error.cause instanceof Error ? [`  caused by ${error.cause.stack ?? error.cause.message}`] : [];
  return [...stack, ...cause];
}

/** Prints an error for people, and returns the exit code for it. */
export function reportError(error: unknown, terminal: Terminal, isVerbose: boolean): number {
  const { alarm, dim } = terminal.noteStyle;
  const known = error instanceof Error ? error : new Error(String(error));
  const [first = '', ...rest] = linesOf(known).map(printable);
  terminal.note([`${alarm('recyclegpt:')} ${first}`, ...rest].join('\n'));
  if (isVerbose) terminal.note(dim(stackLines(known).join('\n')));
  else if (!isDetailed(known)) terminal.note('  This was not foreseen: --verbose shows where it happened.');
  return ConfigError.isInstance(error) ? exitCode.wrongUse : exitCode.failed;
}
