import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Fence, fencesOf, markValue } from '../assemble/fences.ts';
import { repositoryRoot } from '../assemble/repository.ts';
import type { Page } from '../assemble/site-file.ts';

/** Where guides are followed. */
export interface GuideRoom {
  /** A folder for the guide, below which packages are found by name. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A step of a guide that did something else than its page says. */
class GuideError extends Error {
  constructor(page: Page, { line, code }: Fence, what: string) {
    super(`${page.source}:${line}: ${what}\n--- the step\n${code}`);
    this.name = 'GuideError';
  }
}

/**
 * Makes a folder to follow guides in, with `recyclegpt`, `npx recyclegpt` and `node` running on the packages' sources.
 * @param env variables beside the few that every step has
 */
export function guideRoom(name: string, env: Readonly<Record<string, string>> = {}): GuideRoom {
  // Inside of a package, so that Node finds the workspace's packages by their names.
  const parent = join(repositoryRoot, 'apps/docs/node_modules/.cache/guides');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, `${name}-`));
  const programs = join(folder, '.programs');
  mkdirSync(programs);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  const loader = pathToFileURL(join(repositoryRoot, 'tooling/typescript.mjs')).href;
  const node = `"${process.execPath}" --conditions=@recyclegpt/source --import ${loader}`;
  const program = (name: string, line: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\nexec ${line}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  program('node', `${node} "$@"`);
  program('recyclegpt', `${node} "${join(repositoryRoot, 'apps/cli/src/bin.ts')}" "$@"`);
  program('vitest', `${node} "${join(repositoryRoot, 'node_modules/vitest/vitest.mjs')}" "$@"`);
  program('npx', '"$@"');
  const conditions = "['@recyclegpt/source', 'node', 'import', 'module', 'default']";
  const settings = `{ resolve: { conditions: ${conditions} }, ssr: { resolve: { conditions: ${conditions} } } }`;
  writeFileSync(join(folder, 'vitest.config.js'), `export default ${settings};\n`);
  return {
    folder,
    env: {
      PATH: `${programs}:${process.env['PATH']}`,
      HOME: folder,
      NO_COLOR: '1',
      ORT_DISABLE_TELEMETRY: '1',
      RECYCLEGPT_CACHE: join(parent, 'cache'),
      HF_HOME: join(folder, 'hub'),
      ...env,
    },
  };
}

/** Does what a page tells to do, from top to bottom. @returns the number of steps that were run. @throws GuideError */
export async function followGuide(page: Page, room: GuideRoom): Promise<number> {
  let output: StepOutput | undefined;
  let numRuns = 0;
  for (const fence of fencesOf(page.markdown)) {
    const file = markValue(fence, 'file');
    if (file !== undefined) {
      mkdirSync(dirname(join(room.folder, file)), { recursive: true });
      writeFileSync(join(room.folder, file), fence.code);
    }
    if (fence.marks.includes('run')) {
      output = await runStep(page, fence, room);
      numRuns += 1;
    }
    if (fence.marks.includes('output')) {
      if (output === undefined) throw new GuideError(page, fence, 'no step before this output was run');
      checkOutput(page, fence, fence.marks.includes('errors') ? output.stderr : output.stdout);
    }
  }
  return numRuns;
}

/** What a step has printed. */
interface StepOutput {
  readonly stdout: string;
  readonly stderr: string;
}

async function runStep(page: Page, fence: Fence, { folder, env }: GuideRoom): Promise<StepOutput> {
  const file = markValue(fence, 'file');
  const script = file === undefined ? fence.code : `node ${file}`;
  const isMeantToFail = fence.marks.includes('fails');
  const child = spawn('/bin/sh', ['-e', '-c', script], {
    cwd: folder,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if ((code !== 0) !== isMeantToFail)
    throw new GuideError(
      page,
      fence,
      `the step ended with ${code}: ${texts.stderr.slice(-2000) || texts.stdout.slice(-2000)}`,
    );
  return texts;
}

function checkOutput(page: Page, fence: Fence, output: string): void {
  if (outputPattern(fence.code).test(output.trim())) return;
  throw new GuideError(page, fence, `the output is another one:\n${output.trim()}\n`);
}

/** A page's output as a pattern: `…` stands for anything in a line, alone in its line for any lines. */
export function outputPattern(text: string): RegExp {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trimEnd());
  const patterns = lines.map((line) => {
    if (line.trim() === '…') return '(?:[^\\n]*\\n?)*?';
    return `${line.split('…').map(escaped).join('[^\\n]*?')}[^\\S\\n]*${line === lines.at(-1) ? '' : '\\n'}`;
  });
  return new RegExp(`^${patterns.join('')}\\s*$`);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/ +/g, ' +');
}
