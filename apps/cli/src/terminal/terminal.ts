import type { Readable, Writable } from 'node:stream';
import { createStyle, hasLooks, type Style, type StyledStream } from './style.ts';
import { printable } from './printable.ts';

/** The streams and settings of a process. */
export interface TerminalParts {
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly stdout: Writable & StyledStream;
  readonly stderr: Writable & StyledStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where a command reads and writes. Results go to standard output, everything else to standard error. */
export class Terminal {
  readonly stdin: TerminalParts['stdin'];
  readonly stdout: TerminalParts['stdout'];
  readonly stderr: TerminalParts['stderr'];
  readonly env: TerminalParts['env'];
  /** Looks of standard output. */
  readonly style: Style;
  /** Looks of standard error. */
  readonly noteStyle: Style;
  readonly #stop = new AbortController();
  #onInterrupt: (() => void) | undefined;
  #hasProgress = false;

  constructor(parts: TerminalParts) {
    this.stdin = parts.stdin;
    this.stdout = parts.stdout;
    this.stderr = parts.stderr;
    this.env = parts.env;
    this.style = createStyle(hasLooks(parts.stdout, parts.env));
    this.noteStyle = createStyle(hasLooks(parts.stderr, parts.env));
    // What nobody reads any more is no failure of ours (`| head -1`); work for it ends.
    this.stdout.on('error', () => this.#stop.abort());
    this.stderr.on('error', () => undefined);
  }

  /** Aborted by Ctrl-C, or when nobody reads the output any more. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Writes a result; resolves when the stream has taken it. */
  async write(text: string): Promise<void> {
    this.clearProgress();
    const shown = this.stdout.isTTY === true ? printable(text) : text;
    await new Promise<void>((resolve) => this.stdout.write(shown, () => resolve()));
  }

  /** A line of a result. */
  async line(text = ''): Promise<void> {
    await this.write(`${text}\n`);
  }

  /** A line beside the result. */
  note(text: string): void {
    this.clearProgress();
    this.stderr.write(`${text}\n`);
  }

  /** Shows how far a long work is, in one line that the next one replaces; only where a person looks. */
  progress(text: string): void {
    if (this.stderr.isTTY !== true) return;
    this.stderr.write(`\r\x1b[2K${text}`);
    this.#hasProgress = true;
  }

  /** Takes the progress line away. */
  clearProgress(): void {
    if (!this.#hasProgress) return;
    this.#hasProgress = false;
    this.stderr.write('\r\x1b[2K');
  }

  /** Ctrl-C: stops the command, or what has asked for it; a second one ends the process. Returns whether it was the first. */
  interrupt(): boolean {
    if (this.#onInterrupt !== undefined) {
      this.#onInterrupt();
      return true;
    }
    if (this.#stop.signal.aborted) return false;
    this.#stop.abort();
    return true;
  }

  /** Takes Ctrl-C over until the result is disposed. */
  takeInterrupts(handler: () => void): Disposable {
    this.#onInterrupt = handler;
    return { [Symbol.dispose]: () => (this.#onInterrupt = undefined) };
  }

  /** Ends the command from within, as Ctrl-C does. */
  stop(): void {
    this.#stop.abort();
  }
}
