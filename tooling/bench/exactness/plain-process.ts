import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { root } from '../shared-report.ts';
import type { ExactnessCase, ExactnessModel } from './exactness-case.ts';

const sources = ['--conditions=@recyclegpt/source', '--import', join(root, 'tooling', 'typescript.mjs')];

/** A process that decodes plainly. Dispose it. */
export class PlainProcess implements Disposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  constructor(model: ExactnessModel) {
    const args = [...sources, join(import.meta.dirname, 'plain-child.ts'), JSON.stringify(model)];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    // A child that has died is noticed where its answer is missing.
    this.#child.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The tokens of a case. @throws Error if the process ended. */
  async write(each: ExactnessCase): Promise<readonly number[]> {
    this.#child.stdin.write(`${JSON.stringify(each)}\n`);
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`The process that decodes plainly ended at ${each.id}; its error is above.`);
    return JSON.parse(value) as readonly number[];
  }

  [Symbol.dispose](): void {
    this.#child.stdin.end();
    this.#child.kill();
  }
}
