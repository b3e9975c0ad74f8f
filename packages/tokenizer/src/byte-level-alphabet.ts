const numBytes = 256;

/**
 * By byte, GPT-2's `bytes_to_unicode`: printable Latin-1 stands for itself, every other byte for a character from U+0100
 * on.
 */
export const characterOfByte: readonly string[] = (() => {
  const isPrintable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = numBytes;
  return Array.from({ length: numBytes }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();

const noByte = -1;
const alphabetEnd = 1 + Math.max(...characterOfByte.map((character) => character.charCodeAt(0)));

/** By character code; `noByte` for characters outside the alphabet. */
const byteOfCode: Int16Array = (() => {
  const bytes = new Int16Array(alphabetEnd).fill(noByte);
  for (const [byte, character] of characterOfByte.entries()) bytes[character.charCodeAt(0)] = byte;
  return bytes;
})();

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text, each written as the character that stands for it in byte-level vocabularies. */
export function spellBytes(text: string): string {
  let spelled = '';
  for (const byte of encoder.encode(text)) spelled += characterOfByte[byte];
  return spelled;
}

/** The bytes that a byte-level token spells; `undefined` if it has a character outside the alphabet. */
export function readSpelledBytes(token: string): Uint8Array | undefined {
  const bytes = new Uint8Array(token.length);
  for (let index = 0; index < token.length; index++) {
    const byte = byteOfCode[token.charCodeAt(index)] ?? noByte;
    if (byte === noByte) return undefined;
    bytes[index] = byte;
  }
  return bytes;
}
