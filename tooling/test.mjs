// Runs every check of the repository: `npm test`, or some of them: `node tooling/test.mjs lint arrows`.
// The last line is `N passed, N failed, N skipped`, over all runners; each static check counts as one test.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, sourceArguments, toolEnvironment } from './lib/environment.mjs';
import { run } from './lib/run.mjs';

/** @typedef {import('./src/test-results.ts').TestResults} TestResults */

/**
 * @typedef {object} Step
 * @property {string} what What the step makes sure of.
 * @property {readonly [string, ...string[]]} command
 * @property {boolean} [isRunner] It runs tests of its own and hands over their results.
 */

const nodeWithSources = /** @type {const} */ ([process.execPath, ...sourceArguments]);

/** @type {Record<string, Step>} */
const steps = {
  lint: { what: 'format and lint', command: ['biome', 'check', '--error-on-warnings', '--max-diagnostics=50'] },
  arrows: { what: 'imports point down', command: [...nodeWithSources, 'tooling/src/arrows.ts'] },
  typecheck: { what: 'types', command: [...nodeWithSources, 'tooling/src/typecheck.ts'] },
  knip: { what: 'no dead code, no unused dependency', command: ['knip', '--no-progress'] },
  vitest: {
    what: 'unit and contract tests',
    command: ['vitest', 'run', '--reporter=default', '--reporter=./tooling/src/vitest-reporter.ts'],
    isRunner: true,
  },
  packages: {
    what: 'each package as its users get it: interface, size, licences, installs',
    command: [...nodeWithSources, 'tooling/src/packages.ts'],
    isRunner: true,
  },
};

const resultsFile = join(root, 'node_modules', '.cache', 'recyclegpt', 'test-results.json');

await main(process.argv.slice(2));

/** @param {readonly string[]} names */
async function main(names) {
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length > 0) return usage(unknown);
  const start = performance.now();
  /** @type {TestResults[]} */
  const all = [];
  for (const [name, step] of Object.entries(steps)) {
    if (names.length === 0 || names.includes(name)) all.push(await runStep(name, step));
  }
  report(all, (performance.now() - start) / 1000);
}

/** @param {readonly string[]} unknown */
function usage(unknown) {
  console.error(`test: unknown step ${unknown.join(', ')}. Expected any of:`);
  for (const [name, { what }] of Object.entries(steps)) console.error(`  ${name.padEnd(10)} ${what}`);
  process.exitCode = 2;
}

/**
 * @param {string} name
 * @param {Step} step
 * @returns {Promise<TestResults>}
 */
async function runStep(name, { what, command: [command, ...commandArguments], isRunner = false }) {
  if (isRunner) console.log(`▸ ${name}: ${what}`);
  mkdirSync(join(resultsFile, '..'), { recursive: true });
  rmSync(resultsFile, { force: true });
  const env = { ...toolEnvironment(), RECYCLEGPT_TEST_RESULTS: resultsFile };
  const { exitCode, output, seconds } = await run(command, commandArguments, { env, isStreamed: isRunner });
  const results = isRunner ? readResults(name, exitCode) : checkResults(name, exitCode);
  const isFailed = results.failures.length > 0;
  if (isFailed && !isRunner) console.log(output.trimEnd());
  console.log(`${isFailed ? '✗' : '✓'} ${name}: ${what} (${seconds.toFixed(1)} s)`);
  return results;
}

/**
 * @param {string} name
 * @param {number} exitCode
 * @returns {TestResults}
 */
function checkResults(name, exitCode) {
  if (exitCode === 0) return { passed: 1, failures: [], skips: [] };
  return { passed: 0, failures: [{ name, message: `alone: npm test -- ${name}` }], skips: [] };
}

/**
 * A runner that ends without results, or fails without a failed test, has failed itself.
 *
 * @param {string} name
 * @param {number} exitCode
 * @returns {TestResults}
 */
function readResults(name, exitCode) {
  const failure = { name, message: `ended with exit code ${exitCode}` };
  if (!existsSync(resultsFile)) {
    return { passed: 0, failures: [{ ...failure, message: `${failure.message} and no results` }], skips: [] };
  }
  const results = /** @type {TestResults} */ (JSON.parse(readFileSync(resultsFile, 'utf8')));
  const isSilentFailure = exitCode !== 0 && results.failures.length === 0;
  return isSilentFailure ? { ...results, failures: [failure] } : results;
}

/**
 * @param {readonly TestResults[]} all
 * @param {number} seconds
 */
function report(all, seconds) {
  const failures = all.flatMap((results) => results.failures);
  const skips = all.flatMap((results) => results.skips);
  const passed = all.reduce((sum, results) => sum + results.passed, 0);
  console.log(`\nall steps took ${seconds.toFixed(1)} s`);
  for (const { name, reason } of skips) console.log(`skipped  ${name}: ${reason}`);
  for (const { name, message } of failures) console.log(`FAILED   ${name}: ${message.split('\n')[0]}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
  console.log(`${passed} passed, ${failures.length} failed, ${skips.length} skipped`);
}
