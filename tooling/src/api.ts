// Writes the reports of what every package exports: `npm run api`. Names given on the command line select packages.
// `npm test` compares the same reports with those of the last commit, so that no interface changes unseen.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/environment.mjs';
import { apiReports, reportName, writeReports } from './packages/api-report.ts';
import { CheckError } from './packages/check-error.ts';
import { buildAll } from './packages/pack.ts';
import { declarationsOf, publishablePackages } from './packages/publishable.ts';

const folder = join(root, 'docs', 'api-reports');
const names = process.argv.slice(2);
const all = publishablePackages(root).filter(({ isBuilt }) => isBuilt);
const selected = all.filter(({ name }) => names.length === 0 || names.some((each) => name.endsWith(each)));
const buildOutput = await buildAll(all);
const scratch = mkdtempSync(join(tmpdir(), 'recyclegpt-api-'));
try {
  for (const each of selected) {
    for (const fileName of writeReports(apiReports(each, scratch), folder))
      console.log(`wrote docs/api-reports/${fileName}`);
  }
  removeOrphans();
} catch (error) {
  if (!(error instanceof CheckError)) throw error;
  console.error(
    `api: ${error.message}\n${buildOutput
      .split('\n')
      .filter((line) => line.includes('error'))
      .join('\n')}`,
  );
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Reports of entry points that are gone go too. */
function removeOrphans(): void {
  const expected = new Set(
    all.flatMap((each) => declarationsOf(each.folder).map(({ path }) => reportName(each.name, path))),
  );
  for (const fileName of readdirSync(folder)) {
    if (!fileName.endsWith('.api.md') || expected.has(fileName)) continue;
    rmSync(join(folder, fileName));
    console.log(`removed docs/api-reports/${fileName}`);
  }
}
