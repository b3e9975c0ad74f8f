import type { ByteSource } from '@recyclegpt/spec';
import { ContentHash } from './content-hash.ts';

/** A file and where its header ends, which tells all names, shapes and formats. */
export interface FingerprintedFile {
  readonly source: ByteSource;
  readonly headerBytes: number;
}

const numSamples = 32;
const sampleBytes = 512;

/**
 * Hex digest over the sizes, whole headers and samples spread evenly over the data of some files. It tells models and
 * quantisations apart; it is no proof against tampering.
 * @param note whatever else the model depends on, such as its config file
 * @throws FileError if a file cannot be read
 */
export async function fingerprintFiles(files: readonly FingerprintedFile[], note = ''): Promise<string> {
  const hash = new ContentHash();
  hash.addText(note);
  for (const { source, headerBytes } of files) {
    hash.addText(String(source.sizeBytes));
    hash.addBytes(await source.read(0, Math.min(headerBytes, source.sizeBytes)));
    for (const sample of await readSamples(source, headerBytes)) hash.addBytes(sample);
  }
  return hash.digest();
}

function readSamples(source: ByteSource, headerBytes: number): Promise<Uint8Array[]> {
  const dataBytes = Math.max(0, source.sizeBytes - headerBytes);
  const length = Math.min(sampleBytes, dataBytes);
  const step = (dataBytes - length) / (numSamples - 1);
  const starts = Array.from({ length: numSamples }, (_, i) => headerBytes + Math.floor(i * step));
  return Promise.all(
    [...new Set(starts)].map((start) => source.read(Math.min(start, source.sizeBytes - length), length)),
  );
}
