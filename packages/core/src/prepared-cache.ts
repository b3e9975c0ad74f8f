import { type ByteSource, FileError, type Storage } from '@recyclegpt/spec';

/** Encoded weights kept between starts, and small facts measured about them. */
export interface PreparedCache {
  /** The weights of a print, `undefined` if they are not there or have another size. */
  open(fingerprint: string, sizeBytes: number): Promise<ByteSource | undefined>;
  /** Keeps weights; the least recently used make room. @throws FileError if they cannot be written. */
  write(fingerprint: string, chunks: AsyncIterable<Uint8Array>): Promise<ByteSource>;
  /** A fact noted earlier under this name, `undefined` if there is none. */
  readFact(fingerprint: string, name: string): Promise<unknown>;
  /** Notes a fact. It is lost in silence where nothing can be written: it can be measured again. */
  noteFact(fingerprint: string, name: string, value: unknown): Promise<void>;
  /** Told when weights could not be kept; they are then used from memory. */
  onFailure(error: FileError): void;
}

export interface PreparedCacheOptions {
  readonly storage: Storage;
  /** Bytes that all weights together may take. Default: 8 GiB. */
  readonly maxBytes?: number;
  readonly onFailure?: (error: FileError) => void;
  /** Milliseconds since 1970, for the order of use. */
  readonly now?: () => number;
}

interface Entry {
  readonly usedMs: number;
  readonly sizeBytes: number;
}
type Index = Readonly<Record<string, Entry>>;

const indexPath = 'index.json';
const weightsPath = (fingerprint: string): string => `${fingerprint}/weights.bin`;
const factsPath = (fingerprint: string): string => `${fingerprint}/facts.json`;

/** A cache in a folder, OPFS or memory, of limited size. */
export function createPreparedCache({
  storage,
  maxBytes = 8 * 2 ** 30,
  onFailure = () => undefined,
  now = () => Date.now(),
}: PreparedCacheOptions): PreparedCache {
  const touch = async (fingerprint: string, sizeBytes: number): Promise<void> => {
    const index = await readJson<Index>(storage, indexPath);
    await writeJson(storage, indexPath, { ...index, [fingerprint]: { usedMs: now(), sizeBytes } });
  };
  return {
    onFailure,
    open: async (fingerprint, sizeBytes) => {
      const found = await storage.open(weightsPath(fingerprint));
      if (found?.sizeBytes !== sizeBytes) {
        found?.[Symbol.dispose]();
        return undefined;
      }
      await quietly(touch(fingerprint, sizeBytes));
      return found;
    },
    write: async (fingerprint, chunks) => {
      await storage.write(weightsPath(fingerprint), chunks);
      const written = await storage.open(weightsPath(fingerprint));
      if (written === undefined)
        throw new FileError({ what: 'Encoded weights are gone right after they were written', where: fingerprint });
      await quietly(touch(fingerprint, written.sizeBytes));
      await quietly(evict(storage, maxBytes, fingerprint));
      return written;
    },
    readFact: async (fingerprint, name) =>
      (await readJson<Record<string, unknown>>(storage, factsPath(fingerprint)))[name],
    noteFact: async (fingerprint, name, value) => {
      const facts = await readJson<Record<string, unknown>>(storage, factsPath(fingerprint));
      await quietly(writeJson(storage, factsPath(fingerprint), { ...facts, [name]: value }));
    },
  };
}

/** Removes weights from the least recently used on until the rest fits; never those of `kept`. */
async function evict(storage: Storage, maxBytes: number, kept: string): Promise<void> {
  const entries = Object.entries(await readJson<Index>(storage, indexPath));
  const oldestFirst = entries
    .filter(([fingerprint]) => fingerprint !== kept)
    .sort(([, a], [, b]) => a.usedMs - b.usedMs);
  let total = entries.reduce((sum, [, { sizeBytes }]) => sum + sizeBytes, 0);
  const removed = new Set<string>();
  for (const [fingerprint, { sizeBytes }] of oldestFirst) {
    if (total <= maxBytes) break;
    await storage.remove(weightsPath(fingerprint));
    await storage.remove(factsPath(fingerprint));
    removed.add(fingerprint);
    total -= sizeBytes;
  }
  if (removed.size > 0)
    await writeJson(storage, indexPath, Object.fromEntries(entries.filter(([key]) => !removed.has(key))));
}

/** An object from a JSON file; empty if there is none, or it is damaged: everything in it can be made again. */
async function readJson<T extends object>(storage: Storage, path: string): Promise<T> {
  using file = await storage.open(path);
  if (file === undefined) return {} as T;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(await file.read(0, file.sizeBytes)));
    return (typeof value === 'object' && value !== null ? value : {}) as T;
  } catch {
    return {} as T;
  }
}

async function writeJson(storage: Storage, path: string, value: object): Promise<void> {
  await storage.write(path, [new TextEncoder().encode(JSON.stringify(value))]);
}

/** Waits for housekeeping that may fail: a cache that cannot be written is still a cache that can be read. */
async function quietly(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!FileError.isInstance(error)) throw error;
  }
}
