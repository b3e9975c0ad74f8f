import { spawn } from 'node:child_process';
import { root, toolEnvironment } from './environment.mjs';

/**
 * @typedef {object} RunResult
 * @property {number} exitCode 0 when the command succeeded; 1 also when it could not be started.
 * @property {string} output Standard output and standard error, in the order of arrival, addresses left out.
 * @property {number} seconds
 */

/**
 * Runs a command at the repository's root.
 *
 * @param {string} command
 * @param {readonly string[]} commandArguments
 * @param {{ cwd?: string; env?: NodeJS.ProcessEnv; isStreamed?: boolean; onWait?: (seconds: number, lastLine: string) => void; timeoutMs?: number }} options
 *   `isStreamed` also shows the output while it arrives; `onWait` is called every ten seconds, with the last line of output;
 *   after `timeoutMs` the command is ended.
 * @returns {Promise<RunResult>}
 */
export function run(
  command,
  commandArguments,
  { cwd = root, env = toolEnvironment(), isStreamed = false, onWait, timeoutMs } = {},
) {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const child = spawn(command, commandArguments, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm and pnpm are batch files on Windows, which only a shell can start.
    shell: process.platform === 'win32' && command !== process.execPath,
  });
  const waiting = setInterval(() => onWait?.(seconds(), lastLineOf(chunks)), 10_000);
  // Not the option of spawn, whose timer outlives a command that could not be started.
  const ending = timeoutMs === undefined ? undefined : setTimeout(() => child.kill(), timeoutMs);
  /** @type {string[]} */
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      chunks.push(chunk);
      if (isStreamed) process.stdout.write(chunk);
    });
  }
  return new Promise((resolve) => {
    const settle = (/** @type {number} */ exitCode) => {
      clearInterval(waiting);
      clearTimeout(ending);
      resolve({ exitCode, output: withoutAddresses(chunks.join('')), seconds: seconds() });
    };
    child.on('error', (error) => {
      chunks.push(`${command}: ${error.message}\n`);
      settle(1);
    });
    child.on('close', (exitCode, signal) => {
      if (signal !== null) chunks.push(`${command}: ended by ${signal} after ${seconds().toFixed(0)} s\n`);
      settle(exitCode ?? 1);
    });
  });
}

/** @param {readonly string[]} chunks */
function lastLineOf(chunks) {
  return withoutAddresses(chunks.slice(-20).join('').trimEnd().split('\n').at(-1) ?? '');
}

/**
 * Replaces hosts of web addresses: which registry a machine uses is nobody else's business.
 *
 * @param {string} text
 */
function withoutAddresses(text) {
  return text.replaceAll(/\b(https?:\/\/)[^\s/'")]+/g, '$1…');
}
