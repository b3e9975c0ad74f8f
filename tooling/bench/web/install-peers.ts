import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../../lib/npm.mjs';
import { run } from '../../lib/run.mjs';
import { root, say } from '../shared-report.ts';

/** Exact versions of what we are compared with. */
const peers = { '@wllama/wllama': '3.8.1', '@huggingface/transformers': '4.3.1' } as const;

/** What this bench keeps between runs. */
export const cacheFolder = join(root, '.cache', 'bench', 'web');

/** Where the files that pages load lie. */
export interface PeerFiles {
  readonly transformers: string;
  readonly wllama: string;
  /** `wllama.wasm`. */
  readonly wllamaRuntime: string;
  /** Folder with the onnxruntime-web files that transformers.js asks for. */
  readonly onnxRuntime: string;
}

/**
 * Installs the peers beside the workspace, when this bench asks for them and never else. Their scripts do not run, and what
 * is for Node alone stays away where npm allows it.
 * @throws Error with npm's words if it fails
 */
export async function installPeers(): Promise<PeerFiles> {
  const folder = join(cacheFolder, 'peers');
  const modules = join(folder, 'node_modules');
  const stamp = join(folder, `installed-${Object.values(peers).join('-')}`);
  if (!existsSync(stamp)) {
    say(
      `Installing ${Object.entries(peers)
        .map((entry) => entry.join(' '))
        .join(' and ')} for this bench …`,
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: peers }));
    const { command, prefix } = npmCommand();
    const options = ['--loglevel=error', '--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund'];
    const more = ['--no-package-lock', '--prefer-offline'];
    const { exitCode, output } = await run(command, [...prefix, 'install', ...options, ...more], { cwd: folder });
    if (exitCode !== 0) throw new Error(`npm could not install the peers of this bench:\n${output}`);
    writeFileSync(stamp, '');
  }
  return {
    transformers: join(modules, '@huggingface', 'transformers', 'dist', 'transformers.web.js'),
    wllama: join(modules, '@wllama', 'wllama', 'esm', 'index.js'),
    wllamaRuntime: join(modules, '@wllama', 'wllama', 'esm', 'wasm', 'wllama.wasm'),
    onnxRuntime: join(modules, 'onnxruntime-web', 'dist'),
  };
}
