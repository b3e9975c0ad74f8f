import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Precision } from '@recyclegpt/spec';
import { precisions } from '../shared-models.ts';
import { benchOptions, root } from '../shared-report.ts';

/** Parts of the bench. */
export const paperParts = ['family', 'storyteller', 'smollm2', 'questions', 'engines'] as const;
export type PaperPart = (typeof paperParts)[number];

/** How the bench was called. */
export interface PaperSettings {
  readonly parts: readonly PaperPart[];
  /** Prompts, or held-out texts, of each kind. */
  readonly limit: number | undefined;
  readonly maxTokens: number;
  readonly repeats: number;
  /** Of SmolLM2. */
  readonly precisions: readonly Precision[];
  readonly isFresh: boolean;
  /** Folders of the storytellers, the smallest first. */
  readonly storytellers: readonly StorytellerFolder[];
}

/** A storyteller's package. */
export interface StorytellerFolder {
  readonly name: string;
  readonly folder: string;
  /** Files of its modules: the one that belongs to it, then those of other depths. */
  readonly modules: readonly string[];
  /** Of its weights and modules. */
  readonly fingerprint: string;
}

/** Reads `--parts`, `--limit`, `--tokens`, `--repeats`, `--precisions`, `--fresh` and `--models FOLDER`. @throws Error for what cannot be used */
export function paperSettings(): PaperSettings {
  const { option, words, has } = benchOptions();
  const limit = option('limit', 0);
  return {
    parts: words('parts', paperParts),
    limit: limit === 0 ? undefined : limit,
    maxTokens: option('tokens', 128),
    repeats: option('repeats', 1),
    precisions: words('precisions', precisions, ['int8']),
    isFresh: has('fresh'),
    storytellers: storytellersIn(modelsFolder()),
  };
}

function modelsFolder(argv: readonly string[] = process.argv): string {
  const at = argv.indexOf('--models');
  return at < 0 ? join(root, 'models') : resolve(argv[at + 1] ?? '');
}

const sizes = ['tiny', 'small', 'medium'] as const;

function storytellersIn(models: string): readonly StorytellerFolder[] {
  const folders = sizes.map((size) => ({ name: `storyteller-${size}`, folder: join(models, `storyteller-${size}`) }));
  return folders
    .filter(({ folder }) => existsSync(join(folder, 'model.safetensors')))
    .map(({ name, folder }) => {
      const modules = ['recycle.safetensors', ...otherModules(folder)].map((file) => join(folder, file));
      return { name, folder, modules, fingerprint: hashOf([join(folder, 'model.safetensors'), ...modules]) };
    });
}

function otherModules(folder: string): readonly string[] {
  const modules = join(folder, 'modules');
  if (!existsSync(modules)) return [];
  const files = readdirSync(modules).filter((file) => file.endsWith('.recycle.safetensors'));
  return files.sort().map((file) => `modules/${file}`);
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
