import { appendFile, mkdir, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { folderStorage } from '@recyclegpt/hub/node';
import { FileError } from '@recyclegpt/spec';
import type { AppendableStorage } from '@recyclegpt/train';
import { formatBytes } from '../terminal/format.ts';

/** Places in the folder of a run, below the files that are its result. */
export const runPaths = {
  tokens: 'training/tokens.bin',
  checkpoints: 'training/checkpoints',
  metrics: 'training/metrics.jsonl',
  teacher: 'training/teacher',
  plan: 'training/plan.json',
} as const;

/** The folder of a run, whose log can be added to. */
export function runStorage(folder: string): AppendableStorage {
  const root = resolve(folder);
  const storage = folderStorage(root);
  return {
    open: (path) => storage.open(path),
    write: (path, chunks) => storage.write(path, chunks),
    list: (path) => storage.list(path),
    remove: (path) => storage.remove(path),
    append: async (path, bytes) => {
      const full = join(root, ...path.split('/'));
      try {
        await mkdir(dirname(full), { recursive: true });
        await appendFile(full, bytes);
      } catch (cause) {
        throw new FileError({
          what: 'The log of metrics cannot be written',
          where: full,
          got: cause instanceof Error ? cause.message : String(cause),
          next: 'Make room on the disk, or check the rights of the folder. Checkpoints are as they were.',
          cause,
        });
      }
    },
  };
}

/**
 * Refuses to begin what the disk cannot hold. Where the room cannot be told, it is not checked.
 * @throws FileError naming what is needed and what there is
 */
export async function checkRoom(folder: string, neededBytes: number): Promise<void> {
  const freeBytes = await freeRoom(resolve(folder));
  if (freeBytes === undefined || freeBytes >= neededBytes) return;
  throw new FileError({
    what: 'The disk has too little room for this run',
    where: `--out ${folder}`,
    expected: `${formatBytes(neededBytes)}`,
    got: `${formatBytes(freeBytes)} free`,
    next: 'Make room, or choose a folder on another disk.',
  });
}

async function freeRoom(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
