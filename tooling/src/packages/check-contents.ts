import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiReports, compareReports, reportName } from './api-report.ts';
import { CheckError } from './check-error.ts';
import type { CheckRun } from './check-run.ts';
import { foreignDependencies, type LicenceRules, licenceFaults } from './dependency-licences.ts';
import { declarationsOf, type Publishable } from './publishable.ts';
import { overBudget, type SizeBudgets, sizeTable } from './size-budgets.ts';
import { type TarballSizes, tarballSizes } from './tarball-sizes.ts';

export interface ContentChecks {
  readonly root: string;
  readonly run: CheckRun;
  readonly scratch: string;
  /** All that can be published; licences are checked over all, whichever packages are selected. */
  readonly all: readonly Publishable[];
  /** Path of the tarball by package name. */
  readonly tarballs: ReadonlyMap<string, string>;
}

/** Reports of the interfaces, sizes, licences of what comes along: all that can be told without installing anything. */
export async function checkContents(packages: readonly Publishable[], checks: ContentChecks): Promise<void> {
  const { root, run, all, tarballs, scratch } = checks;
  const folder = join(root, 'docs', 'api-reports');
  for (const each of packages.filter(({ name, isBuilt }) => isBuilt && tarballs.has(name))) {
    const reports = declarationsOf(each.folder).map(({ path }) => join(folder, reportName(each.name, path)));
    const isAsReported = async () => compareReports(apiReports(each, scratch), folder);
    const needed = [each.name, ...each.localDependencies].map((name) => tarballs.get(name) ?? '');
    await run.check(`${each.name} has the interface that its report shows`, isAsReported, [...reports, ...needed]);
  }
  await run.check('sizes are within their budgets', async () => checkSizes(checks));
  await run.check('licences of all dependencies are allowed', async () => {
    const faults = licenceFaults(
      foreignDependencies(all),
      readJson<LicenceRules>(join(root, 'tooling', 'licences.json')),
    );
    if (faults.length > 0) throw new CheckError(`\n${faults.join('\n')}\nAllowed ones stand in tooling/licences.json`);
  });
}

/** Remembers the sizes of the last run that was within the budgets, to tell what grew. */
function checkSizes({ root, tarballs }: ContentChecks): void {
  const budgets = readJson<SizeBudgets>(join(root, 'tooling', 'size-budgets.json'));
  const memory = join(root, 'node_modules', '.cache', 'recyclegpt', 'sizes.json');
  const before = existsSync(memory) ? readJson<Record<string, TarballSizes>>(memory) : {};
  const sizes = new Map([...tarballs].map(([name, path]) => [name, tarballSizes(path)]));
  console.log(sizeTable(sizes, budgets).replaceAll(/^/gm, '    '));
  const faults = overBudget(sizes, budgets, new Map(Object.entries(before)));
  if (faults.length > 0) throw new CheckError(`\n${faults.join('\n')}`);
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify(Object.fromEntries(sizes)));
}

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(path, 'utf8')) as Content;
}
