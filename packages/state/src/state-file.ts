import { type SlotStore, StateError, type StateSlot, type Tensor } from '@recyclegpt/spec';

/** First bytes of a saved state: its kind and version. */
const magic = 'RGPTST01';
const utf8 = new TextEncoder();

/** What is saved. */
export interface StateContent {
  readonly fingerprint: string;
  readonly tokens: readonly number[];
  /** Settled rows by owner. */
  readonly rows: ReadonlyMap<string, number>;
  readonly store: SlotStore;
}

interface Header {
  readonly fingerprint: string;
  readonly tokens: number;
  readonly rows: Readonly<Record<string, number>>;
  readonly slots: readonly StateSlot[];
}

/** A decoded state file, its rows not yet in a store. */
export interface DecodedState {
  readonly tokens: readonly number[];
  readonly rows: ReadonlyMap<string, number>;
  readonly slots: readonly (readonly [slot: StateSlot, rows: Tensor])[];
}

/**
 * Layout: magic (8 bytes), checksum of all that follows (8), header length (4), header (JSON), tokens (int32), then the
 * rows of each slot in the header's order. Little-endian throughout.
 */
export async function encodeState({ fingerprint, tokens, rows, store }: StateContent): Promise<Uint8Array> {
  const header: Header = { fingerprint, tokens: tokens.length, rows: Object.fromEntries(rows), slots: store.slots };
  const headerBytes = utf8.encode(JSON.stringify(header));
  const parts: Uint8Array[] = [new Uint8Array(Int32Array.from(tokens).buffer)];
  for (const slot of store.slots) {
    const { data } = await store.read(slot.name, 0, rows.get(slot.owner) ?? 0);
    parts.push(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength));
  }
  const bytes = new Uint8Array(20 + headerBytes.length + parts.reduce((sum, part) => sum + part.length, 0));
  bytes.set(utf8.encode(magic), 0);
  new DataView(bytes.buffer).setUint32(16, headerBytes.length, true);
  bytes.set(headerBytes, 20);
  let offset = 20 + headerBytes.length;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  new DataView(bytes.buffer).setBigUint64(8, checksum(bytes), true);
  return bytes;
}

/** Two 32-bit FNV-like lanes over 4-byte words: catches cuts and flipped bits, not forgery. */
function checksum(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let a = 0x811c9dc5;
  let b = bytes.length;
  let at = 16;
  for (; at + 4 <= bytes.length; at += 4) {
    const word = view.getUint32(at, true);
    a = Math.imul(a ^ word, 0x01000193);
    b = (Math.imul(b, 0x85ebca6b) + word) | 0;
    b ^= b >>> 13;
  }
  for (; at < bytes.length; at += 1) a = Math.imul(a ^ (bytes[at] ?? 0), 0x01000193);
  return (BigInt(a >>> 0) << 32n) | BigInt(b >>> 0);
}

function refuse(what: string, expected?: string, got?: string): never {
  throw new StateError({
    what,
    where: 'a saved state',
    expected,
    got,
    next: 'Save the state again with the model that should read it.',
  });
}

function readHeader(bytes: Uint8Array): { header: Header; end: number } {
  if (bytes.length < 20 || new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== magic) {
    refuse('This is not a saved state of this version', magic, new TextDecoder('latin1').decode(bytes.subarray(0, 8)));
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getBigUint64(8, true) !== checksum(bytes)) refuse('The saved state is damaged or cut short');
  const end = 20 + view.getUint32(16, true);
  if (end > bytes.length) refuse('The saved state is cut short', `${end} bytes`, `${bytes.length}`);
  try {
    return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(20, end))) as Header, end };
  } catch {
    return refuse('The header of the saved state is not JSON');
  }
}

/** Bytes in memory of their own, aligned: a Node Buffer's `slice` shares its memory. */
function copyOf(bytes: Uint8Array, start: number, length: number): ArrayBuffer {
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(start, start + length));
  return copy.buffer;
}

/**
 * Reads a saved state and checks that it belongs to `fingerprint` and `slots`.
 * @throws StateError for another version, model or precision, or a damaged file.
 */
export function decodeState(bytes: Uint8Array, fingerprint: string, slots: readonly StateSlot[]): DecodedState {
  const { header, end } = readHeader(bytes);
  if (header.fingerprint !== fingerprint)
    refuse('The saved state belongs to another model or precision', fingerprint, header.fingerprint);
  if (JSON.stringify(header.slots) !== JSON.stringify(slots)) refuse('The saved state has other slots than the model');
  const rows = new Map(Object.entries(header.rows));
  const sizes = slots.map((slot) => (rows.get(slot.owner) ?? 0) * slot.width * (slot.dtype === 'float32' ? 4 : 2));
  const total = sizes.reduce((sum, size) => sum + size, end + header.tokens * 4);
  if (total !== bytes.length)
    refuse('The saved state has another length than its header says', `${total} bytes`, `${bytes.length}`);
  const tokens = [...new Int32Array(copyOf(bytes, end, header.tokens * 4))];
  let offset = end + header.tokens * 4;
  const read = slots.map((slot, index): readonly [StateSlot, Tensor] => {
    const buffer = copyOf(bytes, offset, sizes[index] ?? 0);
    offset += sizes[index] ?? 0;
    const data = slot.dtype === 'float32' ? new Float32Array(buffer) : new Uint16Array(buffer);
    return [slot, { dtype: slot.dtype, shape: [data.length / slot.width, slot.width], data } as Tensor];
  });
  return { tokens, rows, slots: read };
}
