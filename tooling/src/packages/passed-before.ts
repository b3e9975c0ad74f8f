import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Remembers on disk which checks passed on which input, so that a second run repeats none of them. */
export class PassedBefore {
  readonly #path: string;
  readonly #keys: Set<string>;

  constructor(path: string) {
    this.#path = path;
    this.#keys = new Set(existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as string[]) : []);
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Writes at once: a run that is ended keeps what it has found out. */
  add(key: string): void {
    this.#keys.add(key);
    mkdirSync(dirname(this.#path), { recursive: true });
    const lastThousand = [...this.#keys].slice(-1000);
    writeFileSync(this.#path, JSON.stringify(lastThousand, undefined, 1));
  }
}

/** One hash over a check's name and the bytes of the files that it looks at. Missing files count as empty. */
export function keyOf(check: string, files: readonly string[]): string {
  const hash = createHash('sha256').update(check);
  for (const file of files) {
    const bytes = existsSync(file) ? readFileSync(file) : new Uint8Array();
    hash.update(`\n${bytes.length}\n`).update(bytes);
  }
  return `${check} ${hash.digest('hex')}`;
}
