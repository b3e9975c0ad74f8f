import { basename, dirname, extname } from 'node:path';
import { findAlias } from '../aliases.ts';
import type { ModelName } from '../model-name.ts';
import { type ModelFiles, modelsAmong } from './model-files.ts';
import type { FolderScan } from './scan-folder.ts';

/** What names among the user's models a model name stands for; all in lower case. */
export interface WantedNames {
  /** Names of files. */
  readonly files: readonly string[];
  /** Names of folders, or of files without their ending. */
  readonly exact: readonly string[];
  /** Beginnings of such names, up to a hyphen, dot or underscore. */
  readonly prefixes: readonly string[];
}

function lowered(names: readonly string[]): readonly string[] {
  return names.map((name) => name.toLowerCase());
}

/** A revision or an address cannot be told from a file on the disk, so such names match nothing there. */
export function wantedNames(name: ModelName): WantedNames | undefined {
  switch (name.kind) {
    case 'alias': {
      const alias = findAlias(name.name);
      const files = [...(alias === undefined ? [] : [alias.file]), `${name.name}.gguf`];
      // An alias means one model: its name as a beginning would take in models of other sizes.
      const prefixes = [alias?.model ?? name.name];
      return { files: lowered(files), exact: lowered([name.name, ...prefixes]), prefixes: lowered(prefixes) };
    }
    case 'hugging-face': {
      if (name.revision !== undefined) return undefined;
      if (name.file !== undefined) return { files: lowered([basename(name.file)]), exact: [], prefixes: [] };
      return { files: [], exact: lowered([name.name, `${name.organisation}--${name.name}`]), prefixes: [] };
    }
    case 'path':
      return /[\\/]/.test(name.path) ? undefined : { files: lowered([name.path]), exact: [], prefixes: [] };
    case 'url':
      return undefined;
    default:
      return name satisfies never;
  }
}

/** The names by which one model may be asked for. */
function namesOf({ path, format }: ModelFiles): readonly string[] {
  if (format === 'safetensors') return lowered([basename(path)]);
  return lowered([basename(path, extname(path)), basename(dirname(path))]);
}

function startsWithWord(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && /^[-._]/.test(name.slice(prefix.length));
}

/** The models under a folder that fit best: by the name of the file, else by an exact name, else by its beginning. */
export function matchModels({ folders }: FolderScan, wanted: WantedNames): readonly ModelFiles[] {
  const models = folders.flatMap(({ files }) => modelsAmong(files));
  const tiers: readonly ((model: ModelFiles) => boolean)[] = [
    ({ path }) => wanted.files.includes(basename(path).toLowerCase()),
    (model) => namesOf(model).some((name) => wanted.exact.includes(name)),
    (model) => namesOf(model).some((name) => wanted.prefixes.some((prefix) => startsWithWord(name, prefix))),
  ];
  for (const fits of tiers) {
    const found = models.filter(fits);
    if (found.length > 0) return found;
  }
  return [];
}
