// Builds and packs every package into .cache/tarballs, for projects that use them before they are published.
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../lib/environment.mjs';
import { buildAll, pack } from './packages/pack.ts';
import { publishablePackages } from './packages/publishable.ts';

const folder = join(root, '.cache', 'tarballs');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const packages = publishablePackages(root);
const buildOutput = await buildAll(packages);
for (const each of packages) console.log(relative(root, await pack(each, folder, buildOutput)));
