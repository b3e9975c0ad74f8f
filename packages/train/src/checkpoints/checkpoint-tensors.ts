import { type ByteSource, FileError, type Tensor } from '@recyclegpt/spec';
import { openSafetensors, readSafetensor, writeSafetensors } from '@recyclegpt/weights';
import { MurmurHash } from '../data/murmur-hash.ts';
import type { CheckpointManifest } from './checkpoint-manifest.ts';

const chunkBytes = 2 ** 22;

/** Chunks of a safetensors file that are measured while they go by. */
export class MeasuredTensors {
  sizeBytes = 0;
  readonly #hash = new MurmurHash();
  readonly #tensors: ReadonlyMap<string, Tensor>;

  constructor(tensors: ReadonlyMap<string, Tensor>) {
    this.#tensors = tensors;
  }

  get hash(): string {
    return this.#hash.digest();
  }

  *chunks(): Generator<Uint8Array> {
    for (const chunk of writeSafetensors(this.#tensors)) {
      this.#hash.update(chunk);
      this.sizeBytes += chunk.length;
      yield chunk;
    }
  }
}

/** @throws FileError if the file does not fit what the manifest says of it */
export async function readTensors(
  source: ByteSource,
  { sizeBytes, hash }: CheckpointManifest['tensors'],
): Promise<ReadonlyMap<string, Tensor>> {
  if (source.sizeBytes !== sizeBytes) throw damaged(source, `${source.sizeBytes} bytes`, `${sizeBytes} bytes`);
  const found = new MurmurHash();
  for (let start = 0; start < sizeBytes; start += chunkBytes) {
    found.update(await source.read(start, Math.min(chunkBytes, sizeBytes - start)));
  }
  if (found.digest() !== hash) throw damaged(source, `hash ${found.digest()}`, `hash ${hash}`);
  const file = await openSafetensors(source);
  const tensors = new Map<string, Tensor>();
  for (const name of file.tensors.keys()) tensors.set(name, await readSafetensor(file, name));
  return tensors;
}

function damaged(source: ByteSource, got: string, expected: string): FileError {
  return new FileError({ what: 'The checkpoint is damaged', where: source.name, got, expected });
}
