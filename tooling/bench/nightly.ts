import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './shared-report.ts';

/** Benches with the sizes of the published figures; each writes docs/results/NAME.json. */
const benches: readonly (readonly [name: string, ...options: string[]])[] = [
  ['golden', '--prompts', '40', '--tokens', '128'],
  ['exactness', '--prompts', '60', '--tokens', '128'],
  ['passes'],
  ['fidelity', '--tokens', '10000'],
  ['decode'],
  ['start'],
  ['schedulers'],
  ['training', '--profile'],
  ['paper'],
  ['web'],
];

const failed: string[] = [];
for (const [name, ...options] of benches) {
  console.log(`\n== ${name} ${options.join(' ')}`);
  const { status } = spawnSync(process.execPath, [join(root, 'tooling', 'bench.mjs'), name, ...options, '--save'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nAll nightly runs ended well.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
