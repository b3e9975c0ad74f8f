import { type ByteSource, FileError } from '@recyclegpt/spec';

export interface DecodeTextOptions {
  /** Bytes that are read at once. Default 1 MiB. */
  readonly chunkBytes?: number;
  /** Called with the bytes read so far. */
  readonly onBytes?: (doneBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const defaultChunkBytes = 2 ** 20;
/** Stray bytes happen in collected text; more than this share of them is another encoding, or no text. */
const largestInvalidShare = 0.001;
const judgedBytes = 2 ** 20;
const replacement = '\uFFFD';

/**
 * The text of a file in UTF-8, piece by piece; never half a character. `\r\n` becomes `\n`, and a byte order mark at the
 * beginning is left out. A few invalid bytes become U+FFFD.
 * @throws FileError if the file is empty or holds no text: zero bytes, or more than one invalid byte in a thousand
 */
export async function* decodeText(
  source: ByteSource,
  { chunkBytes = defaultChunkBytes, onBytes, signal }: DecodeTextOptions = {},
): AsyncGenerator<string> {
  if (source.sizeBytes === 0) throw notText(source, { what: 'The file is empty', expected: 'a file with text' });
  const decoder = new TextDecoder('utf-8');
  const invalid = new InvalidCounter(source);
  let heldReturn = '';
  for (let start = 0; start < source.sizeBytes; start += chunkBytes) {
    signal?.throwIfAborted();
    const bytes = await source.read(start, Math.min(chunkBytes, source.sizeBytes - start));
    checkZeros(source, bytes, start);
    const end = start + bytes.length;
    const text = decoder.decode(bytes, { stream: end < source.sizeBytes });
    invalid.count(bytes, text, end);
    onBytes?.(end);
    const joined = heldReturn + text;
    heldReturn = joined.endsWith('\r') && end < source.sizeBytes ? '\r' : '';
    const piece = (heldReturn === '' ? joined : joined.slice(0, -1)).replaceAll('\r\n', '\n');
    if (piece !== '') yield piece;
  }
}

function checkZeros(source: ByteSource, bytes: Uint8Array, start: number): void {
  const index = bytes.indexOf(0);
  if (index < 0) return;
  const got = `a zero byte at ${start + index}`;
  throw notText(source, { what: 'The file is binary, or text in UTF-16', got, expected: 'text in UTF-8' });
}

/** Counts what decoding had to replace, apart from U+FFFD that the file itself holds. */
class InvalidCounter {
  readonly #source: ByteSource;
  #invalid = 0;
  /** The last two bytes of the chunk before, lowest last. */
  #before = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  count(bytes: Uint8Array, text: string, doneBytes: number): void {
    const written = this.#countWritten(bytes);
    if (text.includes(replacement)) this.#invalid += text.split(replacement).length - 1 - written;
    const judged = Math.max(doneBytes, Math.min(judgedBytes, this.#source.sizeBytes));
    if (this.#invalid <= largestInvalidShare * judged) return;
    throw notText(this.#source, {
      what: 'The file is binary, or text in another encoding than UTF-8',
      got: `${this.#invalid} invalid bytes in the first ${doneBytes}`,
      expected: 'text in UTF-8',
    });
  }

  /** How often EF BF BD ends in a chunk. */
  #countWritten(bytes: Uint8Array): number {
    let written = 0;
    for (let at = bytes.indexOf(0xbd); at >= 0; at = bytes.indexOf(0xbd, at + 1)) {
      const second = at >= 1 ? bytes[at - 1] : this.#before & 0xff;
      const first = at >= 2 ? bytes[at - 2] : at === 1 ? this.#before & 0xff : this.#before >> 8;
      if (second === 0xbf && first === 0xef) written++;
    }
    for (const byte of bytes.subarray(-2)) this.#before = ((this.#before << 8) | byte) & 0xffff;
    return written;
  }
}

interface Fault {
  readonly what: string;
  readonly got?: string;
  readonly expected: string;
}

function notText(source: ByteSource, fault: Fault): FileError {
  return new FileError({ ...fault, where: source.name, next: 'Convert the file to UTF-8, or leave it out.' });
}
