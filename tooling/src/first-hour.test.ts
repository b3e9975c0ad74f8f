import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sessionOf } from '../bench/first-hour/captures.ts';
import { startRegistry } from '../bench/first-hour/tarball-registry.ts';
import { TerminalScreen } from '../bench/first-hour/terminal-screen.ts';
import { terminalSvg } from '../bench/first-hour/terminal-svg.ts';

function linesOf(output: string, columns = 20): readonly string[] {
  const screen = new TerminalScreen(columns);
  screen.write(output);
  return screen.lines().map((spans) => spans.map(({ text }) => text).join(''));
}

test.each([
  ['lines', 'a\r\nb\n\nc\n', ['a', 'b', '', 'c']],
  ['a progress line that is taken away', '\r\x1b[2KLoading 10 %\r\x1b[2KLoading 100 %\r\x1b[2Kready\n', ['ready']],
  ['a line that is written over', 'abcdef\rxyz', ['xyzdef']],
  ['a line that is broken at the edge', 'x'.repeat(25), ['x'.repeat(20), 'xxxxx']],
  ['an editor that moves in its line', '\x1b[1G\x1b[0J> \x1b[3Gheelo\x1b[3D\x1b[Kllo\n', ['> hello']],
  ['a line above', 'one\ntwo\n\x1b[2A\x1b[2Knew', ['new', 'two']],
  ['a title, which shows nothing', '\x1b[?25lhidden cursor\x1b[?25h', ['hidden cursor']],
  ['wide characters of two units', '🦊 fox', ['🦊 fox']],
])('a screen shows %s', (_name, output, expected) => {
  expect(linesOf(output)).toEqual(expected);
});

test('looks are kept by span, and end where they end', () => {
  const screen = new TerminalScreen(80);
  screen.write('\x1b[1mbold\x1b[22m \x1b[2;36mdim\x1b[0m plain\n');
  expect(screen.lines()[0]).toMatchObject([
    { text: 'bold', isBold: true },
    { text: ' ', isBold: false },
    { text: 'dim', isDim: true, colour: 36 },
    { text: ' plain', isDim: false, colour: undefined },
  ]);
});

test('a picture holds the text, escaped, and nothing that runs or is fetched', () => {
  const screen = new TerminalScreen(40);
  screen.write(sessionOf([{ line: 'echo "<script>" & exit', output: '\x1b[31m<b>\x1b[39m\n' }]));
  const svg = terminalSvg({ title: 'a "title"', columns: 40, lines: screen.lines() });
  expect(svg).toContain('echo &quot;&lt;script&gt;&quot; &amp; exit');
  expect(svg).toContain('<tspan class="c31">&lt;b&gt;</tspan>');
  expect(svg).toContain('prefers-color-scheme:dark');
  expect(svg).not.toMatch(/<script|<b>|href=|url\(|@import/);
});

/** A tar archive with one file, as small as can be. */
function tarball(name: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  return gzipSync(Buffer.concat([header, Buffer.from(content.padEnd(512, '\0')), Buffer.alloc(1024)]));
}

interface Packument {
  readonly 'dist-tags': object;
  readonly versions: Readonly<Record<string, { readonly dist: { readonly tarball: string } }>>;
}

test('the registry serves what is packed, and sends npm on for the rest', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recyclegpt-registry-'));
  try {
    const manifest = { name: '@recyclegpt/x', version: '1.2.3', dependencies: { left: '^1.0.0' } };
    writeFileSync(join(folder, 'x.tgz'), tarball('package/package.json', JSON.stringify(manifest)));
    await using registry = await startRegistry(folder, 'https://registry.example.org/');
    const answer = await fetch(`${registry.origin}/@recyclegpt%2fx`);
    const packument = (await answer.json()) as Packument;
    expect(packument['dist-tags']).toEqual({ latest: '1.2.3' });
    const dist = packument.versions['1.2.3']?.dist ?? { tarball: '' };
    expect(dist).toMatchObject({ integrity: expect.stringMatching(/^sha512-/) });
    expect((await fetch(dist.tarball)).status).toBe(200);
    const other = await fetch(`${registry.origin}/left`, { redirect: 'manual' });
    expect([other.status, other.headers.get('location')]).toEqual([302, 'https://registry.example.org/left']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
