import type { DefaultTheme } from 'vitepress';
import { apiPageName, entryPoints } from './assemble/entry-points.ts';
import { namesIn, packageFolders, readRepositoryFile } from './assemble/repository.ts';
import { includedFiles } from './assemble/repository-pages.ts';

type Item = DefaultTheme.SidebarItem;

/** Links at the top of every page. */
export function topBar(): DefaultTheme.NavItem[] {
  return [
    { text: 'Start', link: '/start/install' },
    { text: 'Concepts', link: '/concepts/how-recycling-works' },
    { text: 'Guides', link: '/guides/choose-a-scheduler' },
    { text: 'Benchmarks', link: '/benchmarks' },
    { text: 'Limits', link: '/limits' },
    { text: 'Reference', link: '/reference/command-line' },
  ];
}

/** Pages beside the one that is read: what teaches in the order of reading, and a list for each place to look things up. */
export function sidebar(): DefaultTheme.SidebarMulti {
  const { reference, packages, api, models, project } = places();
  return {
    '/packages/': [packages, reference],
    '/api/': [api, reference],
    '/models/': [models, reference],
    '/project/': [project, group('Decisions', '/project/decisions/', decisions())],
    '/': [...learning(), reference, project],
  };
}

function learning(): Item[] {
  return [
    group('Start', '/start/', [
      ['install', 'Install'],
      ['ten-lines', 'Ten lines'],
      ['chat', 'Chat'],
      ['playground', 'Playground'],
    ]),
    group('Concepts', '/concepts/', [
      ['how-recycling-works', 'How recycling works'],
      ['rounds', 'Rounds'],
      ['state-reuse', 'State reuse'],
      ['pass-cost', 'T(M): why drafts are nearly free'],
      ['lossless', 'Lossless or not'],
    ]),
    group('Guides', '/guides/', [
      ['load-a-model', 'Load a model'],
      ['choose-a-scheduler', 'Choose a scheduler'],
      ['keep-a-conversation', 'Save and fork'],
      ['swap-a-backend', 'Swap a backend'],
      ['read-the-bench', 'Read the bench'],
      ['write-a-scheduler', 'Write a scheduler'],
      ['write-a-drafter', 'Write a drafter'],
      ['write-a-backend', 'Write a backend'],
      ['train-a-module', 'Train a module'],
      ['train-from-scratch', 'Train from scratch'],
    ]),
    {
      text: 'Figures',
      items: [
        { text: 'Benchmarks', link: '/benchmarks' },
        { text: 'Limits', link: '/limits' },
      ],
    },
  ];
}

function places() {
  const api = entryPoints().map(({ specifier }) => [apiPageName(specifier), specifier] as const);
  const packages = ['recyclegpt', ...packageFolders('packages'), 'playground'].map((name) => [name, name] as const);
  const models = packageFolders('models').map((name) => [name, name] as const);
  const hasChangelog = includedFiles().some(({ path }) => path === 'project/changelog.md');
  return {
    reference: group('Reference', '/', [
      ['reference/command-line', 'Command line'],
      ['reference/examples', 'Examples'],
      ['packages/recyclegpt', 'Packages'],
      ['api/', 'API'],
      ['models/', 'Models'],
      ['reference/contracts', 'Contracts'],
      ['reference/glossary', 'Glossary'],
    ]),
    packages: group('Packages', '/packages/', packages),
    api: group('API', '/api/', api),
    models: group('Models', '/models/', models),
    project: group('Project', '/project/', [
      ['architecture', 'Architecture'],
      ['decisions/', 'Decisions'],
      ['log', 'Log of experiments'],
      ['contributing', 'Contributing'],
      ...(hasChangelog ? [['changelog', 'Changelog'] as const] : []),
    ]),
  };
}

function decisions(): (readonly [string, string])[] {
  return namesIn('docs/decisions').map((file) => {
    const title = /^# (.*)$/m.exec(readRepositoryFile(`docs/decisions/${file}`))?.[1] ?? file;
    return [file.replace(/\.md$/, ''), title];
  });
}

function group(text: string, folder: string, pages: readonly (readonly [string, string])[]): Item {
  return { text, items: pages.map(([page, title]) => ({ text: title, link: folder + page })) };
}
