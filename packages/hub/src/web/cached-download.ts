import { type ByteSource, FileError, type Storage } from '@recyclegpt/spec';
import { type DownloadOptions, download } from '../download.ts';
import { storageSink } from '../storage-sink.ts';

export interface CachedDownloadOptions extends Omit<DownloadOptions, 'sink'> {
  readonly storage: Storage;
  /** Where the file lies in the storage, or will. */
  readonly path: string;
}

/**
 * A file from the storage if it is there, else from the network: streamed with progress, going on where a closed page
 * stopped, its hash checked before it gets its name.
 *
 * A file of another size than `sizeBytes` is fetched anew. Its hash is not computed again at each visit: the storage is the
 * page's own.
 * @throws DownloadError, ConfigError and FileError as `download` does.
 */
export async function cachedDownload({ storage, path, ...options }: CachedDownloadOptions): Promise<ByteSource> {
  const found = await storage.open(path);
  if (found !== undefined && (options.sizeBytes ?? found.sizeBytes) === found.sizeBytes) return found;
  found?.[Symbol.dispose]();
  await download({ ...options, sink: storageSink({ storage, path }) });
  const fetched = await storage.open(path);
  if (fetched !== undefined) return fetched;
  throw new FileError({
    what: 'A file is gone right after it was fetched',
    where: path,
    next: 'The browser may have cleared the page’s storage: try again.',
  });
}
