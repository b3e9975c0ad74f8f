/** 32 bits that look random, a function of the given ones: Wellons' lowbias32 (nullprogram.com/blog/2018/07/31). */
export function mixedBits(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
