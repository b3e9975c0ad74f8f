import { shownUrl } from '../shown-url.ts';
import { type CacheOptions, cachePath, cacheRoot, manifestName, type UrlModel } from './cache-layout.ts';
import { fetchFile } from './fetch-file.ts';
import { insideFolder } from './inside-folder.ts';
import { readManifest, withFile, writeManifest } from './manifest.ts';
import type { PullOptions } from './pull-options.ts';

/** Folder of a plain address in the cache. */
export function urlFolder(model: UrlModel, options: CacheOptions): string {
  return cachePath(cacheRoot(options), model.folder);
}

/** Fetches a file of a plain address into its folder. The caller holds the lock. */
export async function pullUrl(model: UrlModel, options: PullOptions): Promise<void> {
  const folder = urlFolder(model, options);
  const path = cachePath(folder, model.file);
  await insideFolder(cacheRoot(options), path);
  const { sha256, sizeBytes } = await fetchFile({
    url: model.url,
    hash: undefined,
    sizeBytes: undefined,
    partPath: `${path}.part`,
    finalPath: () => path,
    options,
    onProgress: (progress, isChecking) =>
      options.onProgress?.({
        ...progress,
        ...{ file: model.file, fileIndex: 0, numFiles: 1, isChecking },
        ...{ pulledBytes: progress.receivedBytes, pullBytes: progress.totalBytes },
      }),
  });
  const manifest = (await readManifest(cachePath(folder, manifestName))) ?? { model: model.label, files: {} };
  const entry = { sha256, sizeBytes, url: shownUrl(model.url) };
  await writeManifest(cachePath(folder, manifestName), withFile(manifest, model.file, entry));
}
