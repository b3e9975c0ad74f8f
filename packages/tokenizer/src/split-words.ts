function splitPiece(piece: string, pattern: RegExp, words: string[]): void {
  let end = 0;
  for (const match of piece.matchAll(pattern)) {
    if (match.index > end) words.push(piece.slice(end, match.index));
    if (match[0] !== '') words.push(match[0]);
    end = match.index + match[0].length;
  }
  if (end < piece.length) words.push(piece.slice(end));
}

/**
 * Cuts a text with one global pattern after the other, each cutting the pieces of the one before into its matches and
 * what lies between them. Nothing is lost: the words in order are the text.
 */
export function splitWords(text: string, patterns: readonly RegExp[]): string[] {
  let pieces = [text];
  for (const pattern of patterns) {
    const words: string[] = [];
    for (const piece of pieces) splitPiece(piece, pattern, words);
    pieces = words;
  }
  return pieces;
}
