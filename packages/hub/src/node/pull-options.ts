import type { ByteSource } from '@recyclegpt/spec';
import type { DownloadProgress } from '../progress-meter.ts';
import type { FileChoice } from '../repository/choose-files.ts';
import type { RetryOptions } from '../retry.ts';
import type { CacheOptions } from './cache-layout.ts';
import type { CachedFiles } from './find-cached.ts';
import type { LockHolder } from './folder-lock.ts';
import type { FreeSpace } from './free-space.ts';

/** How far a pull is: the progress of one file, which of how many it is, and the sum over all. */
export interface PullProgress extends DownloadProgress {
  /** Path inside the repository. */
  readonly file: string;
  /** From 0 on. */
  readonly fileIndex: number;
  readonly numFiles: number;
  /** Bytes of all files that are here, those of earlier runs included. */
  readonly pulledBytes: number;
  /** Size of all files; `undefined` where a mirror does not tell. */
  readonly pullBytes: number | undefined;
  /** All bytes of this file are here, and their hash is being computed. */
  readonly isChecking: boolean;
}

/** A recycle module that lies beside a model on the hub. */
export interface RemoteModule {
  /** Path inside the repository. */
  readonly path: string;
  readonly sizeBytes: number | undefined;
  /** Opens it there: what is read is fetched. Dispose it. */
  open(): Promise<ByteSource>;
}

/** How to pull. */
export interface PullOptions extends CacheOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  /** Told which files of a repository are fetched, and why these. */
  readonly onChoice?: ((choice: FileChoice) => void) | undefined;
  /** Told what went otherwise than it should, and was got over. */
  readonly onNotice?: ((message: string) => void) | undefined;
  /** Called once when another pull of the same model is under way and is waited for. */
  readonly onWaiting?: ((holder: LockHolder, lockPath: string) => void) | undefined;
  /**
   * Says which of the modules beside a model fits it, by its path; `undefined` takes none. Called when the model is here,
   * if there are such modules. Without this option none is taken.
   */
  readonly chooseModule?:
    | ((modules: readonly RemoteModule[], model: CachedFiles) => Promise<string | undefined>)
    | undefined;
  /** No request at all: what is not in the cache is an error. Default: what `HF_HUB_OFFLINE` says. */
  readonly offline?: boolean | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly retry?: RetryOptions | undefined;
  readonly stallTimeoutMs?: number | undefined;
  /** Pieces of a file that are fetched at the same time. Default 4. */
  readonly connections?: number | undefined;
  /** Most that is on its way at once, and most that a kill can lose. Default 32 MiB. */
  readonly chunkBytes?: number | undefined;
  /** Tells how much room there is. Default: what the file system says. */
  readonly freeSpace?: FreeSpace | undefined;
}

/** A model in the cache. */
export interface PulledModel extends CachedFiles {
  readonly place: 'cache';
  /** Such as `organisation/name@revision:file`. */
  readonly model: string;
  /** Whether everything was in the cache already, so that no file was fetched. */
  readonly wasCached: boolean;
  /** A recycle module that was taken along, full path. */
  readonly module: string | undefined;
}
