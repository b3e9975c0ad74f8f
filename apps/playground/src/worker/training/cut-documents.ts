const endOfText = '<|endoftext|>';
/** Fewer documents than this cannot be parted well into those to learn from and those held out. */
const fewDocuments = 24;
const pieceLength = 600;

/** Parts texts into documents: at their own marks, else at blank lines; a few long ones are cut at ends of sentences. */
export function cutDocuments(texts: readonly string[]): readonly string[] {
  const own = texts.flatMap((text) => text.split(text.includes(endOfText) ? endOfText : /\n\s*\n/));
  const documents = own.map((text) => text.trim()).filter((text) => text !== '');
  return documents.length >= fewDocuments ? documents : documents.flatMap(cutLong);
}

function cutLong(text: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const sentence of text.split(/(?<=[.!?…]["”’)]?\s)|(?<=\n)/)) {
    piece += sentence;
    if (piece.length < pieceLength) continue;
    pieces.push(piece.trim());
    piece = '';
  }
  return piece.trim() === '' ? pieces : [...pieces, piece.trim()];
}
