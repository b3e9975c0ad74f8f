import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, sourceArguments, toolEnvironment } from '../lib/environment.mjs';
import { trainingFacts } from './training-facts.ts';

export interface ExportPackageOptions {
  /** As in `@recyclegpt/model-NAME`. */
  readonly name: string;
  /** Where the package goes. What lies there under the same names is replaced. */
  readonly folder: string;
  /** Folder of `recyclegpt train`. */
  readonly run: string;
  /** Folder with `tinystories.txt` and `written.txt`, as `make.ts` writes them. */
  readonly stories: string;
  /** How often `tinystories.txt` is in the data. */
  readonly copies: number;
  /** What the run's own command does not tell. */
  readonly note?: string | undefined;
}

/** What `loadModel` opens. */
const modelFiles = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'model.safetensors',
  'recycle.safetensors',
] as const;

/** Makes the package of a trained model: all but its card. @throws Error for a run without a model */
export function exportPackage(options: ExportPackageOptions): void {
  const { name, folder, run } = options;
  const missing = modelFiles.find((file) => !existsSync(join(run, file)));
  if (missing !== undefined)
    throw new Error(`${run} has no ${missing}: train it, with its module, before it is exported.`);
  mkdirSync(folder, { recursive: true });
  for (const file of modelFiles) copyFileSync(join(run, file), join(folder, file));
  // Written, not copied: a copy would be as read-only as the file is here, and could not be replaced.
  writeFileSync(join(folder, 'LICENSE'), readFileSync(join(root, 'LICENSE')));
  drawCurves(run, join(folder, 'curves.svg'));
  writeJson(join(folder, 'training.json'), trainingFacts(options));
  writeJson(join(folder, 'package.json'), manifest(name, folder));
}

/** Loss, and how many of the module's drafted tokens are right, on training and on held-out text. */
function drawCurves(run: string, out: string): void {
  const metrics = 'loss,validation.loss';
  const drawing = [
    'plot',
    join(run, 'training', 'metrics.jsonl'),
    '--metrics',
    metrics,
    '--smooth',
    '20',
    '--out',
    out,
  ];
  const program = join('apps', 'cli', 'src', 'bin.ts');
  execFileSync(process.execPath, [...sourceArguments, program, ...drawing], {
    cwd: root,
    env: toolEnvironment(),
    stdio: 'pipe',
  });
}

function manifest(name: string, folder: string): object {
  const files = [...modelFiles, 'training.json', ...modulesIn(folder)];
  return {
    name: `@recyclegpt/model-${name}`,
    version: '0.0.0',
    description: 'A small model that tells stories, with its recycle module, trained by recyclegpt.',
    license: 'Apache-2.0',
    type: 'module',
    engines: { node: '>=20.19' },
    exports: Object.fromEntries(['package.json', ...files].map((file) => [`./${file}`, `./${file}`])),
    files: [...files, 'README.md', 'LICENSE'],
    publishConfig: { access: 'public', provenance: true },
  };
}

/** Further modules of other depths, which are there for comparison and are never taken by themselves. */
function modulesIn(folder: string): readonly string[] {
  const modules = join(folder, 'modules');
  return existsSync(modules)
    ? readdirSync(modules)
        .filter((file) => file.endsWith('.recycle.safetensors'))
        .map((file) => `modules/${file}`)
    : [];
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
