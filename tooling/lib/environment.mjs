import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Folder of the project's own pnpm, beside and not inside `node_modules`, which pnpm may replace. */
export const pnpmFolder = join(root, '.cache', 'pnpm');

const binFolders = [pnpmFolder, root, join(root, 'tooling')].map((folder) => join(folder, 'node_modules', '.bin'));

/** What `npm run` adds to the environment for the command that it runs, and for that alone. */
const npmRunKeys = /^npm_(config_(prefix|local_prefix|global_prefix|loglevel)$|lifecycle_|package_)/;

/** Arguments that make `node` run the repository's TypeScript sources without a build. */
export const sourceArguments = ['--conditions=@recyclegpt/source', '--import', './tooling/typescript.mjs'];

/**
 * The environment in which every tool of the repository runs: the project's pnpm and tools first on the path, no CUDA
 * download when onnxruntime-node is installed, no telemetry from anything. What `npm run` says of itself is left out,
 * since an npm or pnpm started below would take it for its own settings.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment() {
  const path = [...binFolders.filter((folder) => existsSync(folder)), process.env['PATH'] ?? ''].join(delimiter);
  const inherited = Object.entries(process.env).filter(([key]) => !npmRunKeys.test(key));
  return {
    ...Object.fromEntries(inherited),
    PATH: path,
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    ORT_DISABLE_TELEMETRY: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
    ...colourSettings(),
  };
}

/** Tools write into a pipe here, so whether they colour must follow from where this process writes. */
function colourSettings() {
  if (process.env['NO_COLOR'] !== undefined || process.env['FORCE_COLOR'] !== undefined) return {};
  return process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
}
