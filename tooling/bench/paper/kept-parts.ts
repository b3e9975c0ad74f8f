import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from '../shared-report.ts';

/** Results of parts of a long bench, on disk: a bench that was stopped goes on with the part that was under way. */
export class KeptParts {
  readonly #folder: string;
  readonly #isFresh: boolean;

  /** @param isFresh measures everything anew; what is kept is replaced part by part */
  constructor({ bench, isFresh }: { readonly bench: string; readonly isFresh: boolean }) {
    this.#folder = join(root, '.cache', 'bench', bench);
    this.#isFresh = isFresh;
  }

  /**
   * The result of a part: the kept one if there is one for the same key, else a new one.
   * @param key JSON: all that the result depends on but the code
   */
  async part<T>(name: string, key: unknown, measure: () => Promise<T>): Promise<T> {
    const print = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
    const path = join(this.#folder, `${name.replaceAll(/[^\w-]+/g, '-')}-${print}.json`);
    if (!this.#isFresh && existsSync(path)) {
      say(`${name}: kept from an earlier run`);
      return JSON.parse(readFileSync(path, 'utf8')) as T;
    }
    say(`${name} …`);
    const result = await measure();
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(`${path}.part`, JSON.stringify(result));
    renameSync(`${path}.part`, path);
    // As a later run reads it: what JSON drops is dropped at once.
    return JSON.parse(JSON.stringify(result)) as T;
  }
}
