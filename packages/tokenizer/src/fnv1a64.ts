const offsetHigh = 0xcbf29ce4;
const offsetLow = 0x84222325;
const primeLow = 0x1b3;
const twoTo32 = 2 ** 32;

/**
 * FNV-1a of 64 bits, fed piece by piece: a checksum against mix-ups, no protection against an attacker.
 * Source: http://www.isthe.com/chongo/tech/comp/fnv; the prime is 2^40 + 0x1b3, so a product needs no bigint.
 */
export class Fnv1a64 {
  #high = offsetHigh;
  #low = offsetLow;

  update(bytes: Uint8Array): this {
    let high = this.#high;
    let low = this.#low;
    for (let index = 0; index < bytes.length; index++) {
      low = (low ^ (bytes[index] ?? 0)) >>> 0;
      const product = low * primeLow;
      high = (Math.imul(high, primeLow) + Math.floor(product / twoTo32) + (low << 8)) >>> 0;
      low = product >>> 0;
    }
    this.#high = high;
    this.#low = low;
    return this;
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return this.#high.toString(16).padStart(8, '0') + this.#low.toString(16).padStart(8, '0');
  }
}
