import { FileError } from '@recyclegpt/spec';
import type { Turn } from './conversation.ts';

/** The readable part of a saved conversation. */
export interface ChatHeader {
  readonly model: string;
  readonly isRaw: boolean;
  readonly system: string | undefined;
  readonly turns: readonly Turn[];
}

/** A saved conversation: this mark with the version, the length of the header, the header in JSON, the state. */
const mark = 'RGPTCHAT1\n';
const headerStart = mark.length + 4;

/** Bytes of a saved conversation. */
export function encodeChatFile(header: ChatHeader, state: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(headerStart + json.length + state.length);
  bytes.set(new TextEncoder().encode(mark));
  new DataView(bytes.buffer).setUint32(mark.length, json.length, true);
  bytes.set(json, headerStart);
  bytes.set(state, headerStart + json.length);
  return bytes;
}

/** The parts of a saved conversation. @throws FileError for another kind of file, and for a damaged one. */
export function parseChatFile(
  bytes: Uint8Array,
  where: string,
): { readonly header: ChatHeader; readonly state: Uint8Array } {
  if (new TextDecoder().decode(bytes.subarray(0, mark.length)) !== mark)
    throw notChatFile(where, 'another kind of file');
  if (bytes.length < headerStart) throw notChatFile(where, `${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(mark.length, true);
  const end = headerStart + length;
  if (end > bytes.length) throw notChatFile(where, `${bytes.length} bytes where the header alone needs ${end}`);
  return {
    header: parseHeader(new TextDecoder().decode(bytes.subarray(headerStart, end)), where),
    state: bytes.subarray(end),
  };
}

function parseHeader(json: string, where: string): ChatHeader {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw notChatFile(where, 'a damaged header');
  }
  const { model, isRaw, system, turns }: Partial<Record<keyof ChatHeader, unknown>> =
    typeof value === 'object' && value !== null ? value : {};
  const isHeader =
    typeof model === 'string' && typeof isRaw === 'boolean' && (system === undefined || typeof system === 'string');
  if (!isHeader || !Array.isArray(turns) || !turns.every(isTurn))
    throw notChatFile(where, 'a header without model or turns');
  return { model, isRaw, system, turns };
}

function isTurn(value: unknown): value is Turn {
  if (typeof value !== 'object' || value === null) return false;
  const { question, answer, startLength }: Partial<Record<keyof Turn, unknown>> = value;
  return (
    typeof question === 'string' &&
    typeof answer === 'string' &&
    Number.isSafeInteger(startLength) &&
    Number(startLength) >= 0
  );
}

function notChatFile(where: string, got: string): FileError {
  return new FileError({
    what: 'This is no saved conversation that can be read',
    where,
    got,
    expected: 'a file written by /save, whole',
    next: 'Nothing has changed.',
  });
}
