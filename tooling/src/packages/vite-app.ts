import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, launchChromium, serveFolder } from '@recyclegpt/testing/browser';
import { run } from '../../lib/run.mjs';
import { CheckError } from './check-error.ts';

/** What a page can import; those with `/` are entry points of their own. */
export const pageEntryPoints = [
  '@recyclegpt/backend-reference',
  '@recyclegpt/backend-web',
  '@recyclegpt/base-model',
  '@recyclegpt/core',
  '@recyclegpt/hub',
  '@recyclegpt/hub/web',
  '@recyclegpt/nn',
  '@recyclegpt/recycle',
  '@recyclegpt/schedulers',
  '@recyclegpt/spec',
  '@recyclegpt/state',
  '@recyclegpt/tensor',
  '@recyclegpt/tokenizer',
  '@recyclegpt/train',
  '@recyclegpt/weights',
] as const;

/** Names of the packages that the app installs. */
export const pagePackages = [...new Set(pageEntryPoints.map((entry) => entry.split('/').slice(0, 2).join('/')))];

/** Writes, in words, what the page found: so many exports, a text from a model of random weights on WebAssembly. */
const script = `
${pageEntryPoints.map((entry, index) => `import * as entry${index} from '${entry}';`).join('\n')}
import { webBackend } from '@recyclegpt/backend-web';
import { createModel, seededModel } from '@recyclegpt/core';

const entries = [${pageEntryPoints.map((_, index) => `entry${index}`).join(', ')}];
try {
  const backend = await webBackend({ device: 'wasm', threads: 1 });
  const model = await createModel({ opened: seededModel({ seed: 1 }), backend });
  const { stats } = await model.generate('Once upon a time', { maxTokens: 8 }).result;
  const numEmpty = entries.filter((entry) => Object.keys(entry).length === 0).length;
  document.title = \`done: \${stats.newTokens} tokens, \${entries.length - numEmpty} entry points\`;
} catch (error) {
  document.title = \`failed: \${error}\`;
}
`;

const config = `export default { build: { target: 'esnext' }, worker: { format: 'es' }, logLevel: 'warn' };\n`;

/** A user's page: \`index.html\`, a script that imports everything that runs in a page, Vite's settings from the README. */
export function writeViteApp(project: string): void {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'index.html'), '<!doctype html><script type="module" src="/main.js"></script>\n');
  writeFileSync(join(project, 'main.js'), script);
  writeFileSync(join(project, 'vite.config.js'), config);
}

/** Builds the app with the Vite that it has installed, and opens the result in Chromium, where it writes a text. */
export async function buildAndOpen(project: string, vite: string): Promise<void> {
  const { exitCode, output } = await run(process.execPath, [vite, 'build'], { cwd: project, timeoutMs: 180_000 });
  if (exitCode !== 0) throw new CheckError(`vite build failed:\n${output}`);
  if ((await findChromium()) === undefined) throw new CheckError('there is no Chromium to open the built page in');
  const title = await titleOf(join(project, 'dist'));
  const expected = `done: 8 tokens, ${pageEntryPoints.length} entry points`;
  if (title !== expected) throw new CheckError(`the built page says: ${title}. Expected: ${expected}`);
}

async function titleOf(folder: string): Promise<string> {
  await using server = await serveFolder(folder);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => document.title !== '', undefined, { timeout: 120_000 });
    return await page.title();
  } finally {
    await browser.close();
  }
}
