import { PassThrough, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { formatBytes, formatLarge, formatMs, plural } from './format.ts';
import { printable } from './printable.ts';
import { createStyle, hasLooks } from './style.ts';
import { Terminal } from './terminal.ts';

const screen = { isTTY: true, hasColors: () => true };

it('shows looks on terminals only, and heeds NO_COLOR and FORCE_COLOR', () => {
  expect(hasLooks(screen, {})).toBe(true);
  expect(hasLooks(screen, { NO_COLOR: '1' })).toBe(false);
  expect(hasLooks(screen, { FORCE_COLOR: '0' })).toBe(false);
  expect(hasLooks({ isTTY: true, hasColors: () => false }, {})).toBe(false);
  expect(hasLooks({}, {})).toBe(false);
  expect(hasLooks({}, { FORCE_COLOR: '1' })).toBe(true);
  expect(createStyle(false).bold('a')).toBe('a');
  expect(createStyle(true).underline('a')).toBe('\x1b[4ma\x1b[24m');
});

it('keeps a text from steering the terminal', () => {
  expect(printable('a\x1b]0;title\x07b\rc\n\td')).toBe('a\uFFFD]0;title\uFFFDb\uFFFDc\n\td');
  expect(printable('\x1b[4mour own\x1b[24m')).toBe('\x1b[4mour own\x1b[24m');
  expect(printable('\x1b[2Jcleared')).toBe('\uFFFD[2Jcleared');
});

it('formats sizes, times and numbers', () => {
  expect([0, 999, 98_362_432, 999_960, 1.5e9].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '98.4 MB',
    '1.0 MB',
    '1.5 GB',
  ]);
  expect([3.21, 850, 1400, 125_000].map(formatMs)).toEqual(['3.2 ms', '850 ms', '1.4 s', '2 min 5 s']);
  expect([260_032, 134_515_008, 7.2e9].map(formatLarge)).toEqual(['260,032', '135 million', '7.20 billion']);
  expect([plural(1, 'turn'), plural(2, 'turn')]).toEqual(['1 turn', '2 turns']);
});

function terminalOn(stdout: Writable): Terminal {
  return new Terminal({ stdin: new PassThrough(), stdout, stderr: new PassThrough(), env: {} });
}

it('stops quietly when nobody reads the output any more', async () => {
  const broken = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' })),
  });
  const terminal = terminalOn(broken);
  await terminal.write('text');
  expect(terminal.signal.aborted).toBe(true);
});

it('asks who took interrupts over, then stops, then tells that it is being stopped', () => {
  const terminal = terminalOn(new PassThrough());
  let taken = 0;
  const lease = terminal.takeInterrupts(() => (taken += 1));
  expect([terminal.interrupt(), taken, terminal.signal.aborted]).toEqual([true, 1, false]);
  lease[Symbol.dispose]();
  expect([terminal.interrupt(), terminal.signal.aborted, terminal.interrupt()]).toEqual([true, true, false]);
});
