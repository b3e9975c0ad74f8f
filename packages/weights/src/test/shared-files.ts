import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ByteSource, FileError } from '@recyclegpt/spec';
import { describe } from 'vitest';

const folder = fileURLToPath(new URL('../../../../../shared/', import.meta.url));

/** Tests that read ../shared: left out, and said to be, where it is absent; failing where it lacks their file. */
export function describeWithShared(title: string, tests: () => void): void {
  if (existsSync(folder)) describe(title, tests);
  else describe.skip(`${title} (left out: ${folder} is missing)`, tests);
}

/** A file of ../shared, read on demand. */
export async function sharedFile(path: string): Promise<ByteSource> {
  const handle = await open(`${folder}${path}`);
  const { size } = await handle.stat();
  return {
    name: path,
    sizeBytes: size,
    async read(start, length) {
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
        if (bytesRead === 0) throw new FileError({ what: 'the file ends early', where: path });
        done += bytesRead;
      }
      return bytes;
    },
    [Symbol.dispose]() {
      void handle.close();
    },
  };
}
