/** The bytes of a token as a text: printed whole if they are one, else byte by byte as `\xE2`. */
export function tokenPiece(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return [...bytes]
      .map((byte) =>
        byte >= 0x20 && byte < 0x7f
          ? String.fromCharCode(byte)
          : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      )
      .join('');
  }
}

/** A token in quotes, for people. */
export function quotedPiece(bytes: Uint8Array): string {
  const piece = tokenPiece(bytes);
  const isText = piece === new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return isText ? JSON.stringify(piece) : `"${piece}"`;
}
