import type { ModelFiles } from '@recyclegpt/core';
import { type ByteSource, FileError } from '@recyclegpt/spec';

/** A file that can be read, wherever it lies. */
export interface NamedFile {
  readonly name: string;
  open(): Promise<ByteSource>;
}

/** What a set of files is: a model, a module for the model that is there, or both. */
export interface SortedFiles {
  readonly model: ModelFiles | undefined;
  readonly module: NamedFile | undefined;
}

const accepted =
  'a .gguf file; or config.json, tokenizer.json and model.safetensors together; or a llama2.c .bin with its tok….bin; or a recycle module (.safetensors)';

/**
 * Sorts files that were dropped or downloaded by what they are, by their names.
 * @throws FileError if they make neither a model nor a module
 */
export function sortFiles(files: readonly NamedFile[]): SortedFiles {
  const names = files.map(({ name }) => name);
  const module = files.find(({ name }) => isModuleName(name, names));
  const rest = files.filter((file) => file !== module);
  const format = formatOf(rest.map(({ name }) => name));
  if (format === undefined && (module === undefined || rest.length > 0)) throw unusable(names);
  return { model: format === undefined ? undefined : modelFiles(format, rest), module };
}

/** A module is called so, or is a safetensors file without a config beside it. */
function isModuleName(name: string, all: readonly string[]): boolean {
  if (!name.endsWith('.safetensors')) return false;
  return /recycle/i.test(name) || !all.includes('config.json');
}

function formatOf(names: readonly string[]): ModelFiles['format'] | undefined {
  if (names.some((name) => name.endsWith('.gguf'))) return 'gguf';
  if (names.includes('config.json') || names.some((name) => name.endsWith('.safetensors'))) return 'safetensors';
  return names.some((name) => name.endsWith('.bin')) ? 'llama2c' : undefined;
}

function modelFiles(format: ModelFiles['format'], files: readonly NamedFile[]): ModelFiles {
  const names = files.map(({ name }) => name);
  const main = names.find((name) => /\.(gguf|safetensors|bin)$/.test(name)) ?? 'model';
  return {
    format,
    name: main.replace(/\.(gguf|safetensors|bin)$/, ''),
    files: names,
    open: async (name) => {
      const file = files.find((each) => each.name === name);
      if (file !== undefined) return await file.open();
      throw new FileError({ what: 'A file of the model is missing', where: name, got: names.join(', ') });
    },
  };
}

function unusable(names: readonly string[]): FileError {
  return new FileError({
    what: 'This is no model that can be read',
    where: names.join(', '),
    expected: accepted,
    got: names.length === 1 ? `a file that ends in ${ending(names[0] ?? '')}` : `${names.length} files`,
    next: 'Drop the files of one model together.',
  });
}

function ending(name: string): string {
  return /\.[^.]+$/.exec(name)?.[0] ?? `“${name}”`;
}
