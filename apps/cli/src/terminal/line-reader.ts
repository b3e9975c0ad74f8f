import { createInterface, type Interface } from 'node:readline';
import type { Terminal } from './terminal.ts';

/** Reads lines that somebody types, with editing and history, or that are piped in. */
export class LineReader implements Disposable {
  readonly #terminal: Terminal;
  readonly #prompt: string | undefined;
  #history: string[] = [];
  #open: Interface | undefined;
  #piped: AsyncIterator<string> | undefined;

  /** @param prompt what asks people for a line; `undefined`: lines are read as from a pipe, and nothing is written. */
  constructor(terminal: Terminal, prompt: string | undefined) {
    this.#terminal = terminal;
    this.#prompt = prompt;
  }

  /** Somebody sits at the other end. */
  get isInteractive(): boolean {
    const { stdin, stdout } = this.#terminal;
    return this.#prompt !== undefined && stdin.isTTY === true && stdout.isTTY === true;
  }

  /** The next line, `undefined` at the end. */
  async next(): Promise<string | undefined> {
    return this.isInteractive ? await this.#ask() : await this.#nextPiped();
  }

  /** Ends a wait for input. */
  [Symbol.dispose](): void {
    this.#open?.close();
  }

  async #nextPiped(): Promise<string | undefined> {
    if (this.#piped === undefined) {
      this.#open = createInterface({ input: this.#terminal.stdin, crlfDelay: Number.POSITIVE_INFINITY });
      this.#piped = this.#open[Symbol.asyncIterator]();
    }
    const { value, done } = await this.#piped.next();
    return done === true ? undefined : value;
  }

  /** One interface a question: in between the keyboard belongs to nobody, so that Ctrl-C reaches the process. */
  #ask(): Promise<string | undefined> {
    const { stdin, stdout } = this.#terminal;
    const lines = createInterface({ input: stdin, output: stdout, history: this.#history, terminal: true });
    this.#open = lines;
    lines.on('history', (history) => (this.#history = history));
    lines.on('SIGINT', () => this.#terminal.interrupt());
    return new Promise((resolve) => {
      lines.on('close', () => resolve(undefined));
      lines.question(this.#prompt ?? '', (line) => {
        resolve(line);
        lines.close();
      });
    });
  }
}
