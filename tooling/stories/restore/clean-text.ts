/** What UTF-8 punctuation became when it was read as Windows-1252, and the plain character for each. */
const mojibake: readonly (readonly [RegExp, string])[] = [
  [/â€œ/g, '"'],
  [/â€[™˜]/g, "'"],
  [/\s*â€[“”–—]\s*/g, ' - '],
  [/â€¦/g, '...'],
  [/â€/g, '"'],
  [/ã©/g, 'e'],
  [/ã±/g, 'n'],
  [/ã³/g, 'o'],
  [/ã[¡ ]/g, 'a'],
  [/[“”«»]/g, '"'],
  [/[‘’]/g, "'"],
  [/\s*[–—]\s*/g, ' - '],
];

/** Repairs wrongly decoded punctuation and spacing; leaves words, letter case and line ends as they are. */
export function cleanText(text: string): string {
  const decoded = mojibake.reduce((result, [pattern, plain]) => result.replace(pattern, plain), text);
  return decoded
    .replace(/\r/g, '')
    .replace(/"\.(?=\s|$)/gm, '."')
    .replace(/([.!?])\."/g, '$1"')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ +([,.!?;:])(?=[\s"]|$)/gm, '$1');
}
