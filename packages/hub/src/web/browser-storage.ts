/// <reference lib="dom" />
import type { ByteSource, Storage } from '@recyclegpt/spec';
import { memoryStorage } from '../memory-storage.ts';
import { type Chunks, canWrite, isNoRoom, type NotKept } from './opfs-files.ts';
import { notKeptError, OpfsStorage } from './opfs-storage.ts';

export interface BrowserStorageOptions {
  /** Folder in the page's private file system. Default: `recyclegpt`. */
  readonly folder?: string;
  /** Told when files are kept in memory only, and why. */
  readonly onNotice?: (message: string) => void;
}

/**
 * A storage of this page and its workers that outlasts them: the origin's private file system (OPFS). Where there is none, or no
 * room, files are kept in memory, for as long as this object lives, which is told. Files appear complete or not at all.
 */
export async function browserStorage({
  folder = 'recyclegpt',
  onNotice = () => undefined,
}: BrowserStorageOptions = {}): Promise<Storage> {
  const root = await openRoot(folder);
  if (typeof root !== 'string') return new SpillingStorage(root, onNotice);
  onNotice(`Files are kept in memory and gone with this page: ${root}.`);
  return memoryStorage();
}

/** The folder, or why there is none. */
async function openRoot(folder: string): Promise<FileSystemDirectoryHandle | string> {
  const { storage } = globalThis.navigator as Partial<Navigator>;
  if (storage?.getDirectory === undefined) return 'this browser has no private file system here';
  try {
    const root = await (await storage.getDirectory()).getDirectoryHandle(folder, { create: true });
    const probe = await root.getFileHandle('.probe', { create: true });
    const isUsable = canWrite(probe);
    await root.removeEntry('.probe');
    return isUsable ? root : 'this browser cannot rename files in its private file system';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** OPFS, and memory for what it has no room for. */
class SpillingStorage implements Storage {
  readonly #disk: OpfsStorage;
  readonly #memory = memoryStorage();
  readonly #onNotice: (message: string) => void;

  constructor(root: FileSystemDirectoryHandle, onNotice: (message: string) => void) {
    this.#onNotice = onNotice;
    this.#disk = new OpfsStorage(root);
  }

  async open(path: string): Promise<ByteSource | undefined> {
    return (await this.#memory.open(path)) ?? (await this.#disk.open(path));
  }

  async write(path: string, chunks: Chunks): Promise<void> {
    const notKept = await this.#disk.tryWrite(path, chunks);
    if (notKept === undefined) await this.#memory.remove(path);
    else await this.#spill(path, notKept);
  }

  async list(folder: string): Promise<readonly string[]> {
    return [...new Set([...(await this.#memory.list(folder)), ...(await this.#disk.list(folder))])].sort();
  }

  async remove(path: string): Promise<void> {
    await this.#memory.remove(path);
    await this.#disk.remove(path);
  }

  async #spill(path: string, notKept: NotKept): Promise<void> {
    const { cause, written, rest } = notKept;
    if (written === undefined) throw notKeptError(path, notKept);
    await this.#memory.write(path, joined(written, rest));
    // An older version on the disk would come back with the next visit.
    if (isNoRoom(cause)) await this.#disk.remove(path);
    this.#onNotice(`The browser ${reasonOf(path, cause)}: it is kept in memory and gone with this page.`);
  }
}

function reasonOf(path: string, cause: DOMException): string {
  return isNoRoom(cause) ? `has no room for ${path}` : `cannot keep ${path} now (${cause.name})`;
}

async function* joined(written: Uint8Array, rest: Chunks): AsyncGenerator<Uint8Array> {
  yield written;
  yield* rest;
}
