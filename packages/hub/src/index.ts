export { type Alias, aliases, findAlias } from './aliases.ts';
export { bytesSource } from './bytes-source.ts';
export { type DownloadOptions, type DownloadResult, download } from './download.ts';
export type { DownloadRecord, DownloadSink, KeptDownload } from './download-sink.ts';
export type { Hasher } from './hasher.ts';
export { defaultEndpoint, type HuggingFaceFile, huggingFaceInfoUrl, huggingFaceUrl } from './hugging-face-url.ts';
export { memoryStorage } from './memory-storage.ts';
export {
  type AliasName,
  type HuggingFaceName,
  type ModelName,
  type PathName,
  parseModelName,
  type UrlName,
} from './model-name.ts';
export type { DownloadProgress } from './progress-meter.ts';
export type { RetryOptions } from './retry.ts';
export { sha256Hasher } from './sha256-hasher.ts';
export { type StorageSinkOptions, storageSink } from './storage-sink.ts';
