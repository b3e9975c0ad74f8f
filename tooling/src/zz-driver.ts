import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/environment.mjs';
import { apiReports, writeReports } from './packages/api-report.ts';
import { checkContents } from './packages/check-contents.ts';
import { CheckRun } from './packages/check-run.ts';
import { checkUsers } from './packages/check-users.ts';
import { pack } from './packages/pack.ts';
import { PassedBefore } from './packages/passed-before.ts';
import { publishablePackages } from './packages/publishable.ts';

const scratch = '/tmp/tb';
const phase = process.argv[2];
mkdirSync(scratch, { recursive: true });
const packages = publishablePackages(root).filter((p) => !p.isBuilt || existsSync(join(p.folder, 'dist')));
console.log(packages.length, 'packages', packages.map((p) => p.name).join(' '));
const tarballs = new Map<string, string>();
for (const each of packages) {
  const path = join(scratch, `${each.name.replaceAll(/[@/]/g, '-').replace(/^-/, '')}.tgz`);
  if (phase === 'pack') await pack(each, scratch, '');
  if (existsSync(path)) tarballs.set(each.name, path);
}
const run = new CheckRun(new PassedBefore('/tmp/tb/passed.json'), []);
const packed = packages.filter((p) => tarballs.has(p.name));
if (phase === 'write')
  for (const p of packages)
    if (p.isBuilt)
      try {
        console.log(writeReports(apiReports(p, scratch), join(root, 'docs/api-reports')).join(' '));
      } catch (e) {
        console.log(p.name, String(e).slice(0, 800));
      }
if (phase === 'contents') await checkContents(packed, { root, run, scratch, tarballs });
if (phase === 'users') {
  rmSync('/tmp/tb/users', { recursive: true, force: true });
  await checkUsers(packed, { root, run, all: packages, tarballs, folder: '/tmp/tb/users' });
}
