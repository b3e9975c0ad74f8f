import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, temporaryFile } from '../test/run-cli.ts';
import { runMain } from '../test/run-main.ts';

/** The page may have to be built first. */
const slow = 240_000;

describe('playground', () => {
  it('serves the page isolated until Ctrl-C', { timeout: slow }, async () => {
    let seen: Promise<Response> | undefined;
    const { code, stdout } = await runCli(['playground', '--port', '0'], {
      onOutput: (text, child) => {
        const [url] = /http:\/\/127\.0\.0\.1:\d+\//.exec(text) ?? [];
        if (url === undefined || seen !== undefined) return;
        seen = fetch(url);
        seen.finally(() => child.kill('SIGINT')).catch(() => undefined);
      },
    });
    const page = await seen;
    expect([code, page?.status, page?.headers.get('cross-origin-opener-policy')]).toEqual([130, 200, 'same-origin']);
    expect(stdout).toMatch(/^The playground is at http:\S+ \(Ctrl-C ends it\)\.\n$/);
  });

  it('writes a site for any web server, into an empty folder only', { timeout: slow }, async () => {
    const folder = temporaryFile('site');
    const { code, stdout } = await runMain(['playground', '--out', folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+ files, \d+\.\d MB, in /);
    for (const path of ['index.html', 'runtime/ort-wasm-simd-threaded.wasm', 'model/index.json'])
      expect(existsSync(join(folder, path)), path).toBe(true);
    const again = await runMain(['playground', '--out', folder]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('holds something already')]);
  });

  it('refuses ports that there are not, and options that do not go together', { timeout: slow }, async () => {
    expect(await runMain(['playground', '--port', '70000'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('from 0 to 65535'),
    });
    const folder = temporaryFile('never');
    const both = await runMain(['playground', '--out', folder, '--open']);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('for a page that is served')]);
    expect(existsSync(folder)).toBe(false);
  });

  it('leaves alone what is in a folder', { timeout: slow }, async () => {
    const folder = temporaryFile('full');
    mkdirSync(folder);
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    expect((await runMain(['playground', '--out', folder])).code).toBe(1);
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });
});
