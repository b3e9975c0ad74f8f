import type { ByteSource, Storage } from '@recyclegpt/spec';
import { bytesSource } from './bytes-source.ts';
import { checkStoragePath } from './storage-path.ts';

async function concatenate(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    kept.push(chunk.slice());
    sizeBytes += chunk.length;
  }
  const whole = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of kept) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

class MemoryStorage implements Storage {
  readonly #files = new Map<string, Uint8Array>();

  async open(path: string): Promise<ByteSource | undefined> {
    checkStoragePath(path);
    const bytes = this.#files.get(path);
    return bytes === undefined ? undefined : bytesSource(path, bytes);
  }

  async write(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    checkStoragePath(path);
    this.#files.set(path, await concatenate(chunks));
  }

  async list(folder: string): Promise<readonly string[]> {
    if (folder === '') return [...this.#files.keys()].sort();
    checkStoragePath(folder);
    return [...this.#files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort();
  }

  async remove(path: string): Promise<void> {
    checkStoragePath(path);
    this.#files.delete(path);
  }
}

/** A storage that lives as long as the object, for tests and for pages that keep nothing. `list('')` lists it all. */
export function memoryStorage(): Storage {
  return new MemoryStorage();
}
