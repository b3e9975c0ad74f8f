/** Random integers from 0 up to, not including, `limit`: mulberry32, the same for the same seed. */
export function seededRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

const alphabets = [
  ' ',
  '  ',
  '\n',
  '\t',
  'a',
  'B',
  'the',
  '7',
  "'s",
  '!?',
  'é',
  'ß',
  '中文',
  'ｶﾅ',
  '🦙',
  '👩‍👩‍👧',
  '\u0301',
  '\ufeff',
  '\u2581',
  '<|im_end|>',
];

/** A text of words, scripts and spaces that tokenizers treat differently. */
export function randomText(random: (limit: number) => number, longest = 30): string {
  return Array.from({ length: random(longest) }, () => {
    const pick = random(alphabets.length + 2);
    if (pick < alphabets.length) return alphabets[pick]!;
    const code = random(pick === alphabets.length ? 0x800 : 0x11_0000);
    return code >= 0xd800 && code < 0xe000 ? '\ufffd' : String.fromCodePoint(code);
  }).join('');
}
