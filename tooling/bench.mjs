// Runs a benchmark of tooling/bench by its name: `npm run bench -- decode --json`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, sourceArguments, toolEnvironment } from './lib/environment.mjs';

const folder = join(root, 'tooling', 'bench');
const [name, ...rest] = process.argv.slice(2).filter((argument) => argument !== '--');
const names = benchNames();

if (name !== undefined && names.includes(name)) runBench(name, rest);
else listBenches();

/** Files of the folder, but tests and what benches share (`shared-*.ts`). */
function benchNames() {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /^[\w-]+\.ts$/.test(file) && !file.startsWith('shared-'));
  return files.map((file) => file.replace(/\.ts$/, ''));
}

/**
 * @param {string} bench
 * @param {readonly string[]} benchArguments
 */
function runBench(bench, benchArguments) {
  const nodeArguments = [...sourceArguments, join('tooling', 'bench', `${bench}.ts`), ...benchArguments];
  const { status } = spawnSync(process.execPath, nodeArguments, {
    cwd: root,
    env: toolEnvironment(),
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

function listBenches() {
  if (name !== undefined) console.error(`bench: there is no benchmark '${name}'.`);
  console.error(
    names.length === 0 ? 'bench: tooling/bench holds no benchmarks.' : 'Benchmarks (npm run bench -- NAME):',
  );
  for (const each of names) console.error(`  ${each}`);
  process.exitCode = 2;
}
