/**
 * A running 128-bit hash: four lanes of 32 bits that take words in turn, mixed as MurmurHash3 does (Appleby, public
 * domain). Quick and well spread, but not safe against someone who seeks collisions.
 */
export class ContentHash {
  readonly #lanes = new Int32Array([0x9747b28c, 0x3c6ef372, 0x5be0cd19, 0x1f83d9ab]);
  #lengthBytes = 0;

  /** Takes in bytes and where they end: `ab`, `c` and `a`, `bc` differ. */
  addBytes(bytes: Uint8Array): void {
    const whole = bytes.length & ~15;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < whole; at += 16) this.#addBlock(view, at);
    const rest = new Uint8Array(32);
    rest.set(bytes.subarray(whole));
    const ending = new DataView(rest.buffer);
    ending.setFloat64(16, bytes.length);
    this.#addBlock(ending, 0);
    this.#addBlock(ending, 16);
    this.#lengthBytes += bytes.length;
  }

  /** Takes in a text as UTF-8. */
  addText(text: string): void {
    this.addBytes(new TextEncoder().encode(text));
  }

  /** 32 hexadecimal digits; more may be added afterwards. */
  digest(): string {
    const [a, b, c, d] = this.#lanes;
    const sum =
      a! ^ Math.imul(b!, 0x85ebca6b) ^ Math.imul(c!, 0xc2b2ae35) ^ Math.imul(d!, 0x27d4eb2f) ^ this.#lengthBytes;
    return [a!, b!, c!, d!].map((lane, i) => hexOf(finished(lane + Math.imul(sum, 2 * i + 1)))).join('');
  }

  #addBlock(view: DataView, at: number): void {
    const lanes = this.#lanes;
    for (let i = 0; i < 4; i++) {
      const mixed = Math.imul(lanes[i]! ^ Math.imul(view.getInt32(at + i * 4, true), 0xcc9e2d51), 0x1b873593);
      lanes[i] = Math.imul((mixed << 13) | (mixed >>> 19), 5) + lanes[(i + 1) & 3]!;
    }
  }
}

/** MurmurHash3's finaliser: every input bit changes every output bit half of the time. */
function finished(lane: number): number {
  const first = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}

function hexOf(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
