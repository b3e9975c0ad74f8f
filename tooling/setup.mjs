// Makes a checkout ready with nothing but Node and npm: `node tooling/setup.mjs --for demo|test [--quiet]`.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pnpmFolder, root, sourceArguments } from './lib/environment.mjs';
import { npmCommand } from './lib/npm.mjs';
import { run } from './lib/run.mjs';

/**
 * What is installed for which purpose, each with all that those before it have. The demo needs the CLI with what it imports, and tooling's one run-time dependency.
 * Without `--prod` pnpm would add the root's development tools to any selection.
 *
 * @type {Record<string, readonly string[]>}
 */
const selections = {
  demo: ['--prod', '--filter', 'recyclegpt...', '--filter', '@recyclegpt/tooling'],
  playground: ['--filter', 'recyclegpt...', '--filter', '@recyclegpt/tooling'],
  test: [],
};

const stampFile = join(root, 'node_modules', '.recyclegpt-setup.json');

const { purpose: wanted, isQuiet } = readArguments();
const purpose = widerOf(stamp()?.purpose ?? wanted, wanted);
// With --quiet standard output belongs to the command that follows; work that takes time is still announced.
const say = (/** @type {string} */ line) => (isQuiet ? console.error : console.log)(`setup: ${line}`);

await setUp();

function readArguments() {
  const { values } = parseArgs({
    options: { for: { type: 'string', default: 'test' }, quiet: { type: 'boolean', default: false } },
  });
  if (!(values.for in selections))
    fail(`--for ${values.for} is unknown. Expected one of: ${Object.keys(selections).join(', ')}.`);
  return { purpose: values.for, isQuiet: values.quiet };
}

async function setUp() {
  requireNode();
  if (isReady()) {
    if (wanted === 'test') await provideChromium();
    return isQuiet ? undefined : say(`ready for ${wanted} (nothing to install)`);
  }
  const start = performance.now();
  await providePnpm();
  await installPackages();
  if (wanted === 'test') await provideChromium();
  writeStamp();
  say(`ready for ${wanted} after ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is too old. Expected 20.19 or later.`);
}

/**
 * What the last install was for, and the lockfile that it came from.
 *
 * @returns {{ purpose: string, lockfile: string } | undefined}
 */
function stamp() {
  return existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : undefined;
}

/**
 * A checkout stays ready for what it was made ready for: a smaller install would take tools away.
 *
 * @param {string} last
 * @param {string} next
 */
function widerOf(last, next) {
  const order = Object.keys(selections);
  return order.indexOf(last) > order.indexOf(next) ? last : next;
}

/** The install is known by the lockfile it came from. */
function isReady() {
  const last = stamp();
  return last?.lockfile === lockfileHash() && last.purpose === purpose;
}

function writeStamp() {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ purpose, lockfile: lockfileHash() }));
}

function lockfileHash() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml']) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return String(packageManager)
    .replace(/^pnpm@/, '')
    .replace(/\+.*$/, '');
}

/** Uses the pnpm on the path if it is the pinned version; else npm puts that version into the project's cache folder. */
async function providePnpm() {
  const version = pinnedPnpm();
  if ((await pnpmVersion()) === version) return;
  say(`fetching pnpm ${version} with npm into .cache/pnpm (this project only)`);
  rmSync(pnpmFolder, { recursive: true, force: true });
  mkdirSync(pnpmFolder, { recursive: true });
  writeFileSync(join(pnpmFolder, 'package.json'), '{ "private": true }\n');
  const { command, prefix } = npmCommand();
  const options = ['--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await step('npm install pnpm', command, [...prefix, 'install', ...options, `pnpm@${version}`], pnpmFolder);
  if ((await pnpmVersion()) !== version) fail(`pnpm ${version} was installed into .cache/pnpm but does not start.`);
}

async function pnpmVersion() {
  const { exitCode, output } = await run('pnpm', ['--version']);
  return exitCode === 0 ? output.trim() : undefined;
}

async function installPackages() {
  say(purpose === 'test' ? 'installing all packages and development tools' : `installing what the ${purpose} needs`);
  const options = ['install', '--frozen-lockfile', '--reporter=append-only', ...(selections[purpose] ?? [])];
  await step('pnpm install', 'pnpm', options, root);
}

/** Some tests run in a browser. Where none can be installed they fail, with the reason. */
async function provideChromium() {
  const { exitCode, output } = await run(process.execPath, [...sourceArguments, 'tooling/src/provide-chromium.ts']);
  if (exitCode !== 0 || output.trim() !== '') console.error(output.trimEnd());
}

/**
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {string} cwd
 */
async function step(name, command, commandArguments, cwd) {
  const onWait = (/** @type {number} */ seconds, /** @type {string} */ lastLine) =>
    say(`${name}, ${seconds.toFixed(0)} s so far: ${lastLine}`);
  const { exitCode, output, seconds } = await run(command, commandArguments, { cwd, onWait });
  if (exitCode !== 0) fail(`${name} failed after ${seconds.toFixed(1)} s:\n${output.trimEnd()}`);
  say(`${name} took ${seconds.toFixed(1)} s`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`setup: ${message}`);
  process.exit(1);
}
