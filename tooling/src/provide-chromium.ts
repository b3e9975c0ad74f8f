// Makes sure that tests find a browser: `node tooling/src/provide-chromium.ts`. Says nothing where one is there.
import { findChromium } from '@recyclegpt/testing/browser';
import { root } from '../lib/environment.mjs';
import { run } from '../lib/run.mjs';

/** Ways to a Chromium, the system's own package first. */
const ways: readonly { readonly what: string; readonly commands: readonly (readonly string[])[] }[] = [
  {
    what: 'apt-get install chromium',
    commands: [
      [...asRoot(), 'apt-get', 'update'],
      [...asRoot(), 'apt-get', 'install', '-y', '--no-install-recommends', 'chromium'],
    ],
  },
  {
    what: 'playwright-core install chromium',
    commands: [[process.execPath, 'node_modules/playwright-core/cli.js', 'install', 'chromium', '--with-deps']],
  },
];

if ((await findChromium()) === undefined) await provide();

async function provide(): Promise<void> {
  const failures: string[] = [];
  for (const { what, commands } of ways) {
    console.error(`setup: no Chromium for the tests in a browser; trying ${what} …`);
    for (const [command = '', ...commandArguments] of commands) {
      const { exitCode, output } = await run(command, commandArguments, { cwd: root, timeoutMs: 600_000 });
      if (exitCode !== 0)
        failures.push(`${command} ${commandArguments.join(' ')}: ${output.trimEnd().split('\n').at(-1)}`);
    }
    if ((await findChromium()) !== undefined) return;
  }
  // Not an error of its own: the tests that need the browser fail, and say so.
  console.error(`setup: no Chromium could be installed.\n  ${failures.join('\n  ')}`);
}

/** Nothing for the superuser; others may use sudo where it asks for no password. */
function asRoot(): readonly string[] {
  return process.getuid?.() === 0 ? [] : ['sudo', '-n'];
}
