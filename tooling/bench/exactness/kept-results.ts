import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** Results of a long work, a line each, so that a run that was cut off goes on where it stopped. */
export class KeptResults<Result> {
  readonly #path: string;
  readonly #results: Result[];

  /** `isFresh` forgets those of earlier runs. */
  constructor(path: string, { isFresh = false }: { readonly isFresh?: boolean } = {}) {
    this.#path = path;
    if (isFresh) rmSync(path, { force: true });
    this.#results = existsSync(path) ? readLines<Result>(path) : [];
  }

  get all(): readonly Result[] {
    return this.#results;
  }

  add(result: Result): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    appendFileSync(this.#path, `${JSON.stringify(result)}\n`);
    this.#results.push(result);
  }
}

/** Whole lines: a kill may have cut the last one off. */
function readLines<Result>(path: string): Result[] {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Result);
}
