import { apiPageName, entryPoints } from './entry-points.ts';
import { plainText, table } from './markdown.ts';
import { namesIn, packageFolders, readPackageFacts, readRepositoryFile } from './repository.ts';
import type { Page } from './site-file.ts';

/** Pages that list what is in a folder of the repository. */
export function listPages(): readonly Page[] {
  return [decisionsPage(), modelsPage(), apiPage()];
}

function titleOf(path: string): string {
  return /^# (.*)$/m.exec(readRepositoryFile(path))?.[1] ?? path;
}

function decisionsPage(): Page {
  const files = namesIn('docs/decisions');
  const lines = files.map((file) => `- [${titleOf(`docs/decisions/${file}`)}](./${file})`);
  const intro = 'What was decided, why, and what was tried instead. One page a decision; nothing is deleted.';
  return {
    path: 'project/decisions/index.md',
    source: 'docs/decisions/index.md',
    markdown: `# Decisions\n\n${intro}\n\n${lines.join('\n')}\n`,
  };
}

function modelsPage(): Page {
  const rows = packageFolders('models').map((name) => [
    `[${name}](./${name}.md)`,
    plainText(readPackageFacts(`models/${name}`).description),
  ]);
  const intro = 'Weights that this project trained, each with its card: data, training, figures, limits.';
  return {
    path: 'models/index.md',
    source: 'models/index.md',
    markdown: `# Models\n\n${intro}\n\n${table(['model', 'what it is'], rows)}\n`,
  };
}

function apiPage(): Page {
  const rows = entryPoints().map(({ specifier, folder }) => [
    `[\`${specifier}\`](./${apiPageName(specifier)}.md)`,
    plainText(readPackageFacts(folder).description),
  ]);
  const intro =
    'Every export of every entry point, from its types and comments. The pages under Packages say what each is for. ' +
    'Nothing is stable before version 1.';
  return {
    path: 'api/index.md',
    source: 'packages/index.md',
    markdown: `# API\n\n${intro}\n\n${table(['import', 'what it is'], rows)}\n`,
  };
}

/** The README of the examples, then each program whole, so that it can be read where it is explained. */
export function examplesPage(): Page {
  const folder = 'apps/examples';
  const readme = readRepositoryFile(`${folder}/README.md`);
  const files = [...readme.matchAll(/\]\((src\/[\w.-]+)\)/g)].map(([, file = '']) => file);
  const programs = [...new Set(files)].map((file) => {
    const name = file.replace('src/', '');
    const language = name.endsWith('.ts') ? 'ts' : 'js';
    return `## ${name}\n\n\`\`\`${language}\n${readRepositoryFile(`${folder}/${file}`)}\`\`\``;
  });
  const text = readme.replaceAll(/\]\(src\/([\w.-]+)\)/g, (_, name: string) => `](#${name.replaceAll('.', '-')})`);
  return {
    path: 'reference/examples.md',
    source: `${folder}/README.md`,
    markdown: `${text}\n${programs.join('\n\n')}\n`,
  };
}
