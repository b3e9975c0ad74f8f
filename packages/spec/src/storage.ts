/** Random access to the bytes of one file, wherever it lies. Readers ask for what they need and never for the whole. */
export interface ByteSource extends Disposable {
  /** What to call the file in messages. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Path in the local file system, where there is one, for runtimes that map files. */
  readonly path?: string;
  /**
   * Bytes `[start, start + length)`, in memory of their own.
   * @throws FileError if the range is not wholly inside the file.
   */
  read(start: number, length: number): Promise<Uint8Array>;
}

/** Where files are kept: a folder in Node, OPFS in a browser, memory in tests. Paths use `/` and are relative. */
export interface Storage {
  /** Opens a file for reading; `undefined` if there is none. */
  open(path: string): Promise<ByteSource | undefined>;
  /**
   * Writes a file as a whole: it appears under its name complete or not at all.
   * @throws FileError if it cannot be written; nothing is left behind.
   */
  write(path: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
  /** Paths of the files under a folder, sorted. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file; no error if there is none. */
  remove(path: string): Promise<void>;
}
