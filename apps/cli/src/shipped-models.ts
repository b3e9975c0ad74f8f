import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Packages with models, below `node_modules/@recyclegpt`. */
const modelPackage = /^model-(.+)$/;
/** What a folder has to hold to be a base; packages of modules lack them. */
const baseFiles = ['config.json', 'tokenizer.json', 'model.safetensors'] as const;

/** The storytellers that may come with the program, the best first. */
const embeddedNames = ['storyteller-medium', 'storyteller-small', 'storyteller-tiny'] as const;

/**
 * Bases that were installed as packages `@recyclegpt/model-NAME`, by NAME, with their folders: those that came with the
 * program, then those of the project that it was started in.
 */
export async function shippedModels(): Promise<Readonly<Record<string, string>>> {
  return { ...(await basesAbove(process.cwd())), ...(await basesAbove(import.meta.dirname)) };
}

/** The name of the model that came with the program; `undefined` if its package is not there. */
export async function embeddedName(): Promise<string | undefined> {
  const bases = await basesAbove(import.meta.dirname);
  return embeddedNames.find((name) => Object.hasOwn(bases, name));
}

/** Bases in the `node_modules` of a folder and of those above it; the nearest of a name counts. */
async function basesAbove(folder: string): Promise<Readonly<Record<string, string>>> {
  const above = dirname(folder);
  const farther = above === folder ? {} : await basesAbove(above);
  return { ...farther, ...(await basesIn(join(folder, 'node_modules', '@recyclegpt'))) };
}

async function basesIn(scope: string): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const entry of await entriesOf(scope)) {
    const [, name] = modelPackage.exec(entry) ?? [];
    const folder = join(scope, entry);
    if (name !== undefined && (await holdsBase(folder))) found[name] = folder;
  }
  return found;
}

/** Names of what lies in a folder; nothing where it cannot be read: it is a place to look at, not to rely on. */
async function entriesOf(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}

async function holdsBase(folder: string): Promise<boolean> {
  const isFile = async (file: string): Promise<boolean> =>
    await stat(join(folder, file)).then(
      (found) => found.isFile(),
      () => false,
    );
  return (await Promise.all(baseFiles.map(isFile))).every(Boolean);
}
