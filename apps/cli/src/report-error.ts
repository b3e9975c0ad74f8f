import { ConfigError, ContextOverflowError, type ErrorDetails } from '@recyclegpt/spec';
import { isSettingName, withOptionNames } from './arguments/option-names.ts';
import { printable } from './terminal/printable.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What the process returns: see `recyclegpt --help`. */
export const exitCode = { fine: 0, failed: 1, wrongUse: 2, interrupted: 130 } as const;

function isDetailed(error: Error): error is Error & { readonly details: ErrorDetails } {
  return 'details' in error && typeof error.details === 'object' && error.details !== null && 'what' in error.details;
}

function linesOf(error: Error): readonly string[] {
  if (!isDetailed(error)) return [error.message, ...causes(error)];
  const { what, where, expected, got, next } = inWordsOfOptions(error);
  return [
    where === undefined ? what : `${what}: ${where}`,
    ...(expected === undefined ? [] : [`  expected  ${expected}`]),
    ...(got === undefined ? [] : [`  got       ${got}`]),
    ...(next === undefined ? [] : [`  ${next}`]),
  ];
}

/** The library's errors in the words of the command line. */
function inWordsOfOptions(error: Error & { readonly details: ErrorDetails }): ErrorDetails {
  const { details } = error;
  if (ContextOverflowError.isInstance(error)) return { ...details, where: undefined, next: overflowAdvice };
  const { where = '', expected, next } = details;
  if (!ConfigError.isInstance(error) || !isSettingName(where)) return details;
  return {
    ...details,
    where: withOptionNames(where),
    expected: expected && withOptionNames(expected),
    next: next && withOptionNames(next),
  };
}

const overflowAdvice = 'Shorten it, or take a model with a longer context; in a chat /undo and /reset make room.';

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
