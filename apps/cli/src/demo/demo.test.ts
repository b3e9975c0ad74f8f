import { PassThrough, Readable } from 'node:stream';
import type { Round } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { RoundMarks } from '../generating/round-marks.ts';
import { main } from '../main.ts';
import { Terminal } from '../terminal/terminal.ts';
import { runMain, runsFolder } from '../test/run-main.ts';
import { replay } from './replay.ts';
import type { TimedRound } from './tell-story.ts';

interface Screen {
  readonly terminal: Terminal;
  /** What was written to standard output so far. */
  readonly text: () => string;
}

/** A terminal in which somebody looks at standard output; `onWrite` is called with all that stands there. */
function screen(onWrite: (text: string, terminal: Terminal) => void = () => undefined): Screen {
  const stdout = Object.assign(new PassThrough(), { isTTY: true, hasColors: () => true });
  const env = { RECYCLEGPT_CACHE: runsFolder };
  const terminal = new Terminal({ stdin: Readable.from([]), stdout, stderr: new PassThrough().resume(), env });
  let text = '';
  stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    onWrite(text, terminal);
  });
  return { terminal, text: () => text };
}

/** Rounds of a word of the base and a recycled one each, a millisecond after one another. */
function rounds(count: number): readonly TimedRound[] {
  return Array.from({ length: count }, (_, index) => {
    const token = (text: string, origin: string) => ({ id: 0, text, origin, isDeparture: false });
    const tokens = [token(` base${index}`, 'base'), token(` more${index}`, 'recycle')];
    return { round: { tokens } as unknown as Round, atMs: index };
  });
}

describe('the replay', () => {
  it('shows round by round with recycled words underlined, and tells how much slower it was', async () => {
    const { terminal, text } = screen();
    const shown = await replay(
      { rounds: rounds(3) },
      { terminal, marks: new RoundMarks(terminal.style), msPerRound: 8 },
    );
    const marked = [0, 1, 2].map((index) => ` base${index} \x1b[4mmore${index}\x1b[24m`).join('');
    expect(text()).toBe(`${marked}\n`);
    expect(shown?.slowdown).toBeGreaterThan(1);
  });

  it('is not slower than real where a text took long anyway', async () => {
    const { terminal } = screen();
    const slow = rounds(3).map(({ round }, index) => ({ round, atMs: 20 * index }));
    const shown = await replay({ rounds: slow }, { terminal, marks: new RoundMarks(terminal.style), msPerRound: 0.1 });
    // Waiting may come out a little longer than asked for, on a busy machine much longer; it is never shorter.
    expect(shown?.slowdown).toBeGreaterThan(0.9);
  });

  it('shows all at once, in brackets, where nobody looks', async () => {
    const stdout = new PassThrough().setEncoding('utf8');
    const terminal = new Terminal({ stdin: Readable.from([]), stdout, stderr: new PassThrough(), env: {} });
    const shown = await replay(
      { rounds: rounds(2) },
      { terminal, marks: new RoundMarks(terminal.style), msPerRound: 1e6 },
    );
    expect(shown).toBeUndefined();
    expect(stdout.read()).toBe(' base0 [more0] base1 [more1]\n');
  });

  it('ends after the round that is shown when it is interrupted', async () => {
    const { terminal, text } = screen((all, self) => void (all.includes('base1') && self.interrupt()));
    await replay({ rounds: rounds(400) }, { terminal, marks: new RoundMarks(terminal.style), msPerRound: 1000 });
    expect(text()).toMatch(/ base1 \S+\n$/);
  });
});

describe('the demo', () => {
  it('measures five turns, finds the same text, and says what to do next', async () => {
    const { code, stdout } = await runMain(['demo', '--model', 'random']);
    expect(code).toBe(0);
    expect(stdout).toContain('a little fox found a kite');
    expect(stdout).toMatch(/\[\w+/);
    expect(stdout).toMatch(/^same text +yes, token for token, 10 times$/m);
    expect(stdout).toMatch(/^tokens +120$/m);
    expect(stdout).toMatch(/^base passes +\d+ instead of 120$/m);
    expect(stdout).toMatch(/^recycled words +\d+ of \d+, of \d+ tokens: /m);
    expect(stdout).toMatch(/^speed-up +\d+\.\d\dx: .*median of 5/m);
    expect(stdout).toMatch(/^replay +none/m);
    expect(stdout).toContain('recyclegpt pull smollm2');
    expect(stdout).toMatch(/`npm run playground` shows it in the browser.*\n$/);
    expect(stdout).not.toContain('\x1b');
  });

  it('ends the replay on Ctrl-C, shows what it measured, and leaves no looks behind', async () => {
    let hasBegun = false;
    const { terminal, text } = screen((all, self) => {
      // The first words after the heading are those of the first round.
      if (hasBegun || !/tall tree\.\r?\n\n[^\n]*\w/.test(all)) return;
      hasBegun = self.interrupt();
    });
    expect(await main(['demo', '--model', 'random'], terminal)).toBe(130);
    expect(hasBegun).toBe(true);
    expect(text()).toMatch(/^speed-up/m);
    expect(text()).toMatch(/^replay +\S/m);
    expect(text().endsWith('\n')).toBe(true);
    expect(text().lastIndexOf('\x1b[4m')).toBeLessThanOrEqual(text().lastIndexOf('\x1b[24m'));
  });
});
