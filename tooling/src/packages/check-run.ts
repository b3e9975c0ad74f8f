import { CheckError } from './check-error.ts';
import { keyOf, type PassedBefore } from './passed-before.ts';

/** Runs checks one by one, counts and prints them, and repeats none that passed on the same bytes before. */
export class CheckRun {
  readonly failures: { name: string; message: string }[] = [];
  passed = 0;
  readonly #passedBefore: PassedBefore;
  readonly #surroundings: readonly string[];

  /** @param surroundings files that decide every result beside those that a check names */
  constructor(passedBefore: PassedBefore, surroundings: readonly string[]) {
    this.#passedBefore = passedBefore;
    this.#surroundings = surroundings;
  }

  /** Runs one check. With `files`, one that passed on the same bytes before is not run again. A CheckError fails it. */
  async check(name: string, body: () => Promise<void>, files?: readonly string[]): Promise<void> {
    const start = performance.now();
    const key = files && keyOf(`${name} on Node ${process.version}`, [...files, ...this.#surroundings]);
    const isKnown = key !== undefined && this.#passedBefore.has(key);
    try {
      if (!isKnown) await body();
      if (key !== undefined && !isKnown) this.#passedBefore.add(key);
      this.passed++;
      const time = isKnown ? 'unchanged' : `${((performance.now() - start) / 1000).toFixed(1)} s`;
      console.log(`  ✓ ${name} (${time})`);
    } catch (error) {
      if (!(error instanceof CheckError)) throw error;
      this.failures.push({ name, message: error.message });
      console.log(`  ✗ ${name}: ${error.message}`);
    }
  }
}
