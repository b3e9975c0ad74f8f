import type { DownloadProgress } from '../progress-meter.ts';
import type { RepositoryFile } from '../repository/repository-file.ts';
import type { PullOptions } from './pull-options.ts';

/** Adds up the progress of several files. */
export class PullSum {
  readonly #numFiles: number;
  readonly #pullBytes: number | undefined;
  readonly #onProgress: PullOptions['onProgress'];
  #doneBytes = 0;

  constructor(files: readonly RepositoryFile[], onProgress: PullOptions['onProgress']) {
    const isKnown = files.every(({ sizeBytes }) => sizeBytes !== undefined);
    this.#pullBytes = isKnown ? files.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0) : undefined;
    this.#numFiles = files.length;
    this.#onProgress = onProgress;
  }

  /** Counts a file that is here. */
  add(sizeBytes: number): void {
    this.#doneBytes += sizeBytes;
  }

  /** What is told of one file while it comes. */
  teller({ path }: RepositoryFile, fileIndex: number): (progress: DownloadProgress, isChecking: boolean) => void {
    const fixed = { file: path, fileIndex, numFiles: this.#numFiles, pullBytes: this.#pullBytes };
    return (progress, isChecking) =>
      this.#onProgress?.({
        ...progress,
        ...fixed,
        isChecking,
        pulledBytes: this.#doneBytes + progress.receivedBytes,
        pullBytes: this.#pullBytes ?? (this.#numFiles === 1 ? progress.totalBytes : undefined),
      });
  }
}
