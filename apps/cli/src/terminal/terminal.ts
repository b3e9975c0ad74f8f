import type { Readable, Writable } from 'node:stream';
import { printable } from './printable.ts';
import { createStyle, hasLooks, type Style, type StyledStream } from './style.ts';

/** The streams and settings of a process. */
export interface TerminalParts {
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  readonly stdout: Writable & StyledStream;
  readonly stderr: Writable & StyledStream & { readonly columns?: number | undefined };
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
  #hasReader = true;

  constructor(parts: TerminalParts) {
    this.stdin = parts.stdin;
    this.stdout = parts.stdout;
    this.stderr = parts.stderr;
    this.env = parts.env;
    this.style = createStyle(hasLooks(parts.stdout, parts.env));
    this.noteStyle = createStyle(hasLooks(parts.stderr, parts.env));
    // What nobody reads any more is no failure of ours (`| head -1`); work for it ends.
    this.stdout.on('error', () => {
      this.#hasReader = false;
      this.#stop.abort();
    });
    this.stderr.on('error', () => undefined);
  }

  /** Aborted by Ctrl-C, or when nobody reads the output any more. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Somebody still reads standard output. */
  get hasReader(): boolean {
    return this.#hasReader;
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
    // A line that the window breaks could not be taken away again.
    const { columns = 80 } = this.stderr;
    const shown = text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
    this.stderr.write(`\r\x1b[2K${shown}`);
    this.#hasProgress = true;
  }

  /** Takes the progress line away. */
  clearProgress(): void {
    if (!this.#hasProgress) return;
    this.#hasProgress = false;
    this.stderr.write('\r\x1b[2K');
  }

  /** Ctrl-C: asks who has taken interrupts over, else stops the command. Returns false if it is being stopped already. */
  interrupt(): boolean {
    if (this.#stop.signal.aborted) return false;
    if (this.#onInterrupt === undefined) this.#stop.abort();
    else this.#onInterrupt();
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
