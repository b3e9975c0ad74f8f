/** Stands for every package of the workspace. */
export const everything = 'everything';

/**
 * Which packages a package may import, by folder name. Arrows point down: a row names only rows below it.
 * `docs/ARCHITECTURE.md` explains the levels; a new package gets its row here before its first import.
 */
export const importTable: Readonly<Record<string, readonly string[] | typeof everything>> = {
  cli: everything,
  playground: everything,
  docs: everything,
  examples: everything,
  tooling: everything,
  core: [
    'train',
    'base-model',
    'recycle',
    'schedulers',
    'nn',
    'weights',
    'hub',
    'tokenizer',
    'tensor',
    'state',
    'spec',
  ],
  train: ['base-model', 'recycle', 'schedulers', 'nn', 'weights', 'tokenizer', 'tensor', 'spec'],
  'base-model': ['nn', 'tensor', 'spec'],
  recycle: ['nn', 'tensor', 'spec'],
  nn: ['tensor', 'spec'],
  weights: ['tokenizer', 'tensor', 'spec'],
  'backend-reference': ['tensor', 'state', 'spec'],
  'backend-node': ['state', 'spec'],
  'backend-web': ['state', 'spec'],
  testing: ['state', 'spec'],
  schedulers: ['spec'],
  hub: ['spec'],
  tokenizer: ['spec'],
  tensor: ['spec'],
  state: ['spec'],
  spec: [],
};

/** What a test file may import on top of its package's row. */
export function isAllowedInTests(folder: string): boolean {
  return folder === 'testing' || folder === 'hub' || folder.startsWith('backend-');
}

/**
 * Files that may know the platform: `node:` modules, `process`, `window`.
 * `path` is relative to the package, with forward slashes.
 */
export function mayUsePlatform(packageFolder: string, path: string): boolean {
  if (packageFolder.startsWith('apps/') || packageFolder === 'tooling') return true;
  if (packageFolder.startsWith('packages/backend-')) return true;
  if (packageFolder === 'packages/testing') return /^src\/(?:browser|shared-file)[-./]/.test(path);
  return packageFolder === 'packages/hub' && /^src\/(node|web)[-./]/.test(path);
}

/** Tests and what only they use: not built, not published, free to use the platform and the root's tools. */
export function isTestFile(path: string): boolean {
  return /\.test(-[\w-]+)?\.ts$/.test(path) || /(^|\/)(test|fixtures)\//.test(path);
}

/**
 * Files of a published package that are bundled or only serve to make the bundle, so that what they import is not a
 * dependency of whoever installs it: all of the playground but its server.
 */
export function isBundled(packageFolder: string, path: string): boolean {
  return packageFolder === 'apps/playground' && !path.startsWith('src/serve/');
}

/** Longest file that the project accepts, in lines. */
export const maxLinesPerFile = 400;
