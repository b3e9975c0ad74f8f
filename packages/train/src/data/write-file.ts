import { FileError, RecycleError, type Storage } from '@recyclegpt/spec';

export interface WriteFileOptions {
  readonly storage: Storage;
  readonly path: string;
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** What to call the file: `The token cache`. */
  readonly name: string;
}

/**
 * Writes a file; what a full disk or the like throws names the file. Errors of the chunks themselves pass as they are.
 * @throws FileError if it cannot be written; nothing is left behind
 */
export async function writeFile({ storage, path, chunks, name }: WriteFileOptions): Promise<void> {
  let own: unknown;
  const watched = (async function* () {
    try {
      yield* chunks;
    } catch (error) {
      own = error;
      throw error;
    }
  })();
  try {
    await storage.write(path, watched);
  } catch (cause) {
    if (cause === own || cause instanceof RecycleError) throw cause;
    throw new FileError({
      what: `${name} cannot be written`,
      where: path,
      got: cause instanceof Error ? cause.message : String(cause),
      next: 'Make room on the disk, or choose another place. What had this name before is still there.',
      cause,
    });
  }
}
