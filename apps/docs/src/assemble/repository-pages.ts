import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn, packageFolders, readRepositoryFile, repositoryRoot } from './repository.ts';
import type { Page } from './site-file.ts';

/** A file of the repository that is a page as it stands. */
interface Included {
  readonly source: string;
  readonly path: string;
}

const documents: readonly Included[] = [
  { source: 'docs/ARCHITECTURE.md', path: 'project/architecture.md' },
  { source: 'docs/LOG.md', path: 'project/log.md' },
  { source: 'docs/GLOSSARY.md', path: 'reference/glossary.md' },
  { source: 'packages/spec/SPEC.md', path: 'reference/contracts.md' },
  { source: 'CONTRIBUTING.md', path: 'project/contributing.md' },
  { source: 'apps/cli/README.md', path: 'packages/recyclegpt.md' },
  { source: 'apps/playground/README.md', path: 'packages/playground.md' },
  { source: 'apps/cli/CHANGELOG.md', path: 'project/changelog.md' },
];

/** Every file of the repository that the site shows, and where. Those that do not exist (yet) are left out. */
export function includedFiles(): readonly Included[] {
  const readmes = (group: string, to: string): readonly Included[] =>
    packageFolders(group).map((name) => ({ source: `${group}/${name}/README.md`, path: `${to}/${name}.md` }));
  const decisions = namesIn('docs/decisions').map((name) => ({
    source: `docs/decisions/${name}`,
    path: `project/decisions/${name}`,
  }));
  const all = [...documents, ...decisions, ...readmes('packages', 'packages'), ...readmes('models', 'models')];
  return all.filter(({ source }) => existsSync(join(repositoryRoot, source)));
}

/** The pages that files of the repository are. */
export function repositoryPages(): readonly Page[] {
  return includedFiles().map(({ source, path }) => ({ source, path, markdown: readRepositoryFile(source) }));
}
