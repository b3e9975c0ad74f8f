import { writeFileSync } from 'node:fs';

/** What a runner hands to `tooling/test.mjs`, through the file named in `RECYCLEGPT_TEST_RESULTS`. */
export interface TestResults {
  readonly passed: number;
  readonly failures: readonly { readonly name: string; readonly message: string }[];
  readonly skips: readonly { readonly name: string; readonly reason: string }[];
}

/** Writes the results where `tooling/test.mjs` looks for them; does nothing in a run of its own. */
export function writeTestResults(results: TestResults): void {
  const path = process.env['RECYCLEGPT_TEST_RESULTS'];
  if (path !== undefined) writeFileSync(path, JSON.stringify(results));
}
