import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './file-errors.ts';

/** One folder and the files that lie directly in it. */
export interface ScannedFolder {
  readonly path: string;
  /** Full paths, sorted. */
  readonly files: readonly string[];
}

/** What was found under a root. */
export interface FolderScan {
  /** Folders with files, the root first. */
  readonly folders: readonly ScannedFolder[];
  /** Folders that could not be read, with the reason. */
  readonly unreadable: readonly string[];
}

const ignoredFolders: readonly string[] = ['node_modules', '__pycache__'];

/** Reads a folder and those below it, to the given depth (1 is the folder alone). Links are followed. */
export async function scanFolder(root: string, depth: number): Promise<FolderScan> {
  const folders: ScannedFolder[] = [];
  const unreadable: string[] = [];
  await scan(root, depth, { folders, unreadable });
  return { folders, unreadable };
}

async function scan(
  folder: string,
  depth: number,
  found: { readonly folders: ScannedFolder[]; readonly unreadable: string[] },
): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const reason = isMissing(error) ? 'no such folder' : error instanceof Error ? error.message : String(error);
    found.unreadable.push(`${folder} (${reason})`);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  const below: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const kind = await kindOf(entry, path);
    if (kind === 'file') files.push(path);
    if (kind === 'folder' && !entry.name.startsWith('.') && !ignoredFolders.includes(entry.name)) below.push(path);
  }
  if (files.length > 0) found.folders.push({ path: folder, files });
  if (depth <= 1) return;
  for (const path of below) await scan(path, depth - 1, found);
}

async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | 'other'> {
  let seen: Dirent | Stats = entry;
  if (entry.isSymbolicLink()) {
    try {
      seen = await stat(path);
    } catch {
      return 'other'; // A link to nothing, or to what may not be read, is no model.
    }
  }
  if (seen.isFile()) return 'file';
  return seen.isDirectory() ? 'folder' : 'other';
}
