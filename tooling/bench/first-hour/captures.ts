import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../shared-report.ts';
import { withoutPaths } from './make-journey.ts';
import { runAsNewcomer, type Surroundings, type TypedCommand } from './run-as-newcomer.ts';
import { hasTerminal, runInTerminal } from './run-in-terminal.ts';
import { TerminalScreen } from './terminal-screen.ts';
import { terminalSvg } from './terminal-svg.ts';

const columns = 100;
const folder = join(root, 'docs', 'first-hour');

/** A picture of what a terminal showed. */
export interface Capture {
  /** Name of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  /** Everything that was shown, command lines included. */
  readonly output: string;
}

/** What a terminal shows of commands that were typed after a prompt. */
export function sessionOf(commands: readonly Pick<TypedCommand, 'line' | 'output'>[]): string {
  const prompt = '\x1b[32m$\x1b[39m ';
  return commands
    .map(({ line, output }) => `${prompt}\x1b[1m${line}\x1b[22m\n${output.endsWith('\n') ? output : `${output}\n`}`)
    .join('\n');
}

/** A first chat with what was installed, typed into a terminal; `undefined` where there is none to run it in. */
export async function captureChat(surroundings: Surroundings): Promise<Capture | undefined> {
  if (!hasTerminal()) return undefined;
  const line = 'npx recyclegpt chat --max-tokens 40';
  const typing = [
    { after: '> ', text: 'The little fox found a\r' },
    { after: '> ', text: '/help\r' },
    { after: '> ', text: '/exit\r' },
  ];
  const output = await runInTerminal(line, { surroundings, typing, columns });
  return {
    name: 'chat',
    title: 'A first chat',
    output: sessionOf([{ line, output: withoutPaths(output, surroundings) }]),
  };
}

/** What the doctor says of this machine. */
export async function captureDoctor(surroundings: Surroundings): Promise<Capture> {
  const typed = await runAsNewcomer('npx recyclegpt doctor', surroundings);
  return {
    name: 'doctor',
    title: 'recyclegpt doctor',
    output: sessionOf([{ ...typed, output: withoutPaths(typed.output, surroundings) }]),
  };
}

/** Writes a capture as a picture for the docs. @returns its path */
export function saveCapture({ name, title, output }: Capture): string {
  const screen = new TerminalScreen(columns);
  screen.write(output);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.svg`);
  writeFileSync(path, terminalSvg({ title, columns, lines: screen.lines() }));
  return path;
}
