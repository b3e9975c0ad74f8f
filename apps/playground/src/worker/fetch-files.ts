import { cachedDownload } from '@recyclegpt/hub/web';
import type { Storage } from '@recyclegpt/spec';
import type { LoadProgress, RemoteFile } from '../protocol/calls.ts';
import type { CallContext } from '../protocol/serve-calls.ts';
import type { NamedFile } from './sort-files.ts';

/** Fetches files into the browser's storage, or finds them there; their hashes are those that the page was built with. */
export async function fetchFiles(
  files: readonly RemoteFile[],
  storage: Storage,
  { report, signal }: CallContext<LoadProgress>,
): Promise<readonly NamedFile[]> {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const received = new Map<string, number>();
  return await Promise.all(
    files.map(async (file) => {
      const onProgress = ({ receivedBytes }: { readonly receivedBytes: number }): void => {
        received.set(file.name, receivedBytes);
        const doneBytes = [...received.values()].reduce((sum, bytes) => sum + bytes, 0);
        report({ kind: 'bytes-read', doneBytes, totalBytes });
      };
      const { url, sha256, sizeBytes, name } = file;
      const path = `models/${sha256.slice(0, 16)}-${name}`;
      const source = await cachedDownload({ storage, path, url, sha256, sizeBytes, signal, onProgress });
      return { name, open: async () => source };
    }),
  );
}
