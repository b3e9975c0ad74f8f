import { type ByteSource, FileError } from '@recyclegpt/spec';
import { parseSafetensorsHeader, type SafetensorsTensor } from './safetensors-header.ts';

/** The header of a safetensors file. */
export interface SafetensorsFile {
  readonly source: ByteSource;
  /** What the file says of itself under `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  /** Bytes from the beginning of the file to the first tensor. */
  readonly headerBytes: number;
}

const lengthBytes = 8;
/** As the format's own reader has it. */
const largestHeaderBytes = 100_000_000;

/**
 * Opens a safetensors file. Only its header is read. `source` stays open for the tensors and is the caller's to dispose.
 * Source: huggingface/safetensors, safetensors/src/tensor.rs.
 * @throws FileError if the file is damaged or of another kind
 */
export async function openSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const most = Math.min(largestHeaderBytes, source.sizeBytes - lengthBytes);
  if (most < 2) {
    const expected = 'a length of 8 bytes and a header';
    throw notSafetensors(source, { got: `${source.sizeBytes} bytes in all`, expected });
  }
  const lengths = await source.read(0, lengthBytes);
  const view = new DataView(lengths.buffer, lengths.byteOffset, lengthBytes);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (length < 2 || length > most) {
    throw notSafetensors(source, { got: `a header of ${length} bytes`, expected: `2 to ${most} bytes` });
  }
  const headerBytes = lengthBytes + length;
  const json = parseJson(source, await source.read(lengthBytes, length));
  const { metadata, tensors } = parseSafetensorsHeader({ json, source, headerBytes });
  return { source, metadata, tensors, headerBytes };
}

function parseJson(source: ByteSource, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const beginning = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 40)));
    throw notSafetensors(source, { got: `a header beginning with ${beginning}`, expected: 'a header in JSON', cause });
  }
}

interface Finding {
  readonly got: string;
  readonly expected: string;
  readonly cause?: unknown;
}

function notSafetensors(source: ByteSource, finding: Finding): FileError {
  const next = 'Download the file again, or check that it is a safetensors file.';
  return new FileError({ ...finding, what: 'this is not a safetensors file', where: source.name, next });
}
