/**
 * Quantisations that can be read, best first. 4-bit blocks of 32 and 8-bit ones run as they are in the file; blocks of
 * other kinds are taken apart and encoded anew, which costs a little quality, and floats cost memory.
 */
const order = [
  ...['Q4_1', 'Q4_0', 'Q8_0'],
  ...['Q4_K_M', 'Q4_K_S', 'Q4_K', 'Q5_K_M', 'Q5_K_S', 'Q5_K', 'Q6_K', 'Q5_1', 'Q5_0'],
  ...['BF16', 'F16', 'F32'],
] as const;
const asItIs: readonly string[] = ['Q4_1', 'Q4_0', 'Q8_0'];
const tag =
  /(?:^|[-._/])((?:I?Q\d+_[A-Z0-9]+(?:_[A-Z]+)?|TQ\d_\d|MXFP4(?:_MOE)?|BF16|F(?:P)?16|F(?:P)?32))(?=[-._/]|$)/gi;

/** The quantisation that the name of a .gguf tells, in capitals; `undefined` if it tells none. */
export function quantisationOf(path: string): string | undefined {
  const name = path.replace(/\.gguf$/i, '').slice(path.lastIndexOf('/') + 1);
  return [...name.matchAll(tag)].at(-1)?.[1]?.toUpperCase().replace(/^FP/, 'F');
}

/** A file's name without its quantisation and ending: what the files of one model have in common. */
export function stemOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/\.gguf$/i, '')
    .replaceAll(tag, '')
    .toLowerCase();
}

/** Place in the order of preference, 0 being the best; `undefined` for those that cannot be read. A name without is last. */
export function rankOf(quantisation: string | undefined): number | undefined {
  if (quantisation === undefined) return order.length;
  const rank = (order as readonly string[]).indexOf(quantisation);
  return rank < 0 ? undefined : rank;
}

/** Why a quantisation was chosen. */
export function reasonFor(quantisation: string | undefined): string {
  if (quantisation === undefined) return 'its name tells no quantisation, and there is no other that can be read';
  if (asItIs.includes(quantisation)) return `${quantisation}: its blocks run as they are in the file`;
  if (/^B?F/.test(quantisation)) return `${quantisation}: nothing smaller there can be read`;
  return `${quantisation}: the best that can be read there; its blocks are encoded anew at the first start`;
}
