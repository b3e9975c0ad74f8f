import { createInterface } from 'node:readline';
import { formatBytes, formatMs } from '../terminal/format.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What a run will take, about. */
export interface RunEstimate {
  readonly what: string;
  readonly ms: number;
  readonly bytes: number;
}

export interface ConfirmOptions {
  /** Begins without asking. */
  readonly isAgreed: boolean;
}

/**
 * Says what a run will take, and asks whether to begin where somebody sits at the terminal.
 * @returns whether to begin
 */
export async function confirmRun(
  terminal: Terminal,
  { what, ms, bytes }: RunEstimate,
  { isAgreed }: ConfirmOptions,
): Promise<boolean> {
  terminal.note(
    `${what}: about ${durationText(ms)} at the speed just measured, and up to ${formatBytes(bytes)} of disk.`,
  );
  const isAsked = !isAgreed && terminal.stdin.isTTY === true && terminal.stderr.isTTY === true;
  if (!isAsked) return true;
  const answer = await ask(terminal, 'Begin? [Y/n] ');
  return answer !== undefined && /^(y(es)?)?$/i.test(answer.trim());
}

/** `3 h 20 min` where minutes alone would be hard to read. */
function durationText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? formatMs(ms) : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `undefined` at the end of input and on Ctrl-C. */
function ask(terminal: Terminal, question: string): Promise<string | undefined> {
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr, terminal: true });
  lines.on('SIGINT', () => {
    terminal.interrupt();
    lines.close();
  });
  return new Promise((resolve) => {
    lines.on('close', () => resolve(undefined));
    lines.question(question, (line) => {
      resolve(line);
      lines.close();
    });
  });
}
