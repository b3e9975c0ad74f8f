export { blobSource } from './web/blob-source.ts';
export { type BrowserStorageOptions, browserStorage } from './web/browser-storage.ts';
export { type CachedDownloadOptions, cachedDownload } from './web/cached-download.ts';
