/** One broken rule: where it is, what was found, what was expected. */
export interface Violation {
  /** Path relative to the repository's root, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;
  readonly expected: string;
}

/** The line that a person or an editor reads: `file:line what; expected …`. */
export function describeViolation({ file, line, what, expected }: Violation): string {
  return `${file}:${line}  ${what}\n    expected: ${expected}`;
}
