import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium, launchChromium, serveFolder } from '@recyclegpt/testing/browser';
import { run } from '../../lib/run.mjs';
import { CheckError } from './check-error.ts';

/** What a page can import. */
const pageEntryPoints = [
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

const demonstration = `
  const backend = await webBackend({ device: 'wasm', threads: 1 });
  const model = await createModel({ opened: seededModel({ seed: 1 }), backend });
  const { stats } = await model.generate('Once upon a time', { maxTokens: 8 }).result;
  numTokens = stats.newTokens;`;

const demonstrationImports = `
import { webBackend } from '@recyclegpt/backend-web';
import { createModel, seededModel } from '@recyclegpt/core';`;

/** A built page and what it says when it has done all. */
export interface ViteApp {
  readonly project: string;
  readonly expected: string;
}

/** The entry points of these packages that a page can import. */
export function pageEntryPointsOf(packages: readonly { readonly name: string }[]): string[] {
  const names = new Set(packages.map(({ name }) => name));
  return pageEntryPoints.filter((entry) => names.has(entry.split('/').slice(0, 2).join('/')));
}

const config = `export default { build: { target: 'esnext' }, worker: { format: 'es' }, logLevel: 'warn' };\n`;

/**
 * A user's page: `index.html`, a script that imports these entry points and counts those that export something, Vite's settings
 * from the README. With the core and a page's backend it also writes a text with a model of random weights, on WebAssembly.
 */
export function writeViteApp(project: string, entryPoints: readonly string[]): ViteApp {
  const isWriting = ['@recyclegpt/core', '@recyclegpt/backend-web'].every((each) => entryPoints.includes(each));
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'index.html'), '<!doctype html><script type="module" src="/main.js"></script>\n');
  writeFileSync(join(project, 'main.js'), script(entryPoints, isWriting));
  writeFileSync(join(project, 'vite.config.js'), config);
  return { project, expected: `done: ${isWriting ? 8 : 0} tokens, ${entryPoints.length} entry points` };
}

function script(entryPoints: readonly string[], isWriting: boolean): string {
  return `${entryPoints.map((entry, index) => `import * as entry${index} from '${entry}';`).join('\n')}
${isWriting ? demonstrationImports : ''}
let numTokens = 0;
try {${isWriting ? demonstration : ''}
  const entries = [${entryPoints.map((_, index) => `entry${index}`).join(', ')}];
  const numFull = entries.filter((entry) => Object.keys(entry).length > 0).length;
  document.title = \`done: \${numTokens} tokens, \${numFull} entry points\`;
} catch (error) {
  document.title = \`failed: \${error}\`;
}
`;
}

/** Builds the app with the Vite that it has installed, and opens the result in Chromium, where it writes a text. */
export async function buildAndOpen({ project, expected }: ViteApp, vite: string): Promise<void> {
  const { exitCode, output } = await run(process.execPath, [vite, 'build'], { cwd: project, timeoutMs: 180_000 });
  if (exitCode !== 0) throw new CheckError(`vite build failed:\n${output}`);
  if ((await findChromium()) === undefined) throw new CheckError('there is no Chromium to open the built page in');
  const title = await titleOf(join(project, 'dist'));
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
