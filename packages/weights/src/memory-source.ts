import { type ByteSource, FileError } from '@recyclegpt/spec';

/**
 * A file that lies in memory. Reads copy; `dispose` does nothing.
 * @param name what to call it in messages
 */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    sizeBytes: bytes.length,
    async read(start, length) {
      if (!(start >= 0 && length >= 0 && start + length <= bytes.length)) {
        throw new FileError({
          what: 'a read goes past the end of the file',
          where: name,
          got: `bytes ${start} to ${start + length}`,
          expected: `bytes within 0 to ${bytes.length}`,
        });
      }
      return bytes.slice(start, start + length);
    },
    [Symbol.dispose]() {
      // The bytes are the caller's.
    },
  };
}
