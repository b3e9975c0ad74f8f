const empty = -1;
const largestLoad = 0.6;

/** Spreads keys up to 2^53 over 32 bits. */
function spread(key: number): number {
  const low = Math.imul(key | 0, 0x9e3779b1);
  const high = Math.imul((key / 2 ** 32) | 0, 0x85ebca6b);
  const mixed = Math.imul(low ^ high ^ (low >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * Numbers whole keys from 0 in the order of first sight. Open addressing in typed arrays: a `Map` takes five times the
 * memory and ends at 2^24 keys.
 */
export class PairIndex {
  #size = 0;
  #keys = new Float64Array(1024).fill(empty);
  #values = new Int32Array(1024);

  get size(): number {
    return this.#size;
  }

  /** The key's number, a new one if there was none. Keys are integers from 0 to 2^53 − 1. */
  add(key: number): number {
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === key) return this.#values[slot]!;
    const value = this.#size++;
    this.#keys[slot] = key;
    this.#values[slot] = value;
    if (this.#size > largestLoad * this.#keys.length) this.#grow();
    return value;
  }

  /** The key's number, `undefined` if it was never added. */
  get(key: number): number | undefined {
    const slot = this.#slotOf(key);
    return this.#keys[slot] === key ? this.#values[slot] : undefined;
  }

  /** [size] the keys by number. */
  keys(): Float64Array {
    const keys = new Float64Array(this.#size);
    for (const [slot, key] of this.#keys.entries()) if (key !== empty) keys[this.#values[slot]!] = key;
    return keys;
  }

  /** Where a key is, or where it would go. */
  #slotOf(key: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let slot = spread(key) & mask;
    while (keys[slot] !== empty && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Float64Array(2 * keys.length).fill(empty);
    this.#values = new Int32Array(2 * keys.length);
    for (const [slot, key] of keys.entries()) {
      if (key === empty) continue;
      const place = this.#slotOf(key);
      this.#keys[place] = key;
      this.#values[place] = values[slot]!;
    }
  }
}
