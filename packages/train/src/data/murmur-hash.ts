const blockBytes = 16;
const encoder = new TextEncoder();

function rotate(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count));
}

/** Every bit that goes in changes every bit that comes out half of the time. */
function finish(word: number): number {
  const first = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const second = Math.imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/**
 * MurmurHash3 of 128 bits for 32-bit machines (Appleby, public domain: aappleby/smhasher, src/MurmurHash3.cpp,
 * `MurmurHash3_x86_128`, seed 0), fed piece by piece. Finds damage and mix-ups; no protection against an attacker.
 */
export class MurmurHash {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;
  #sizeBytes = 0;
  readonly #pending = new Uint8Array(blockBytes);
  readonly #pendingView = new DataView(this.#pending.buffer);
  #pendingBytes = 0;

  /** How the bytes are cut into pieces makes no difference. */
  update(bytes: Uint8Array): this {
    this.#sizeBytes += bytes.length;
    let from = 0;
    if (this.#pendingBytes > 0) {
      from = Math.min(blockBytes - this.#pendingBytes, bytes.length);
      this.#pending.set(bytes.subarray(0, from), this.#pendingBytes);
      this.#pendingBytes += from;
      if (this.#pendingBytes < blockBytes) return this;
      this.#blocks(this.#pendingView, blockBytes);
      this.#pendingBytes = 0;
    }
    const whole = (bytes.length - from) & -blockBytes;
    this.#blocks(new DataView(bytes.buffer, bytes.byteOffset + from, whole), whole);
    this.#pendingBytes = bytes.length - from - whole;
    this.#pending.set(bytes.subarray(from + whole));
    return this;
  }

  /** Takes in a text as UTF-8. */
  updateText(text: string): this {
    return this.update(encoder.encode(text));
  }

  /** 32 hexadecimal digits; more may be added afterwards. */
  digest(): string {
    return this.#words().map(hex).join('');
  }

  /** An integer from 0 to 2^32 − 1: the first eight digits of `digest`. */
  digest32(): number {
    return this.#words()[0] >>> 0;
  }

  #blocks(view: DataView, sizeBytes: number): void {
    let a = this.#a;
    let b = this.#b;
    let c = this.#c;
    let d = this.#d;
    for (let at = 0; at < sizeBytes; at += blockBytes) {
      a ^= mixA(view.getInt32(at, true));
      a = (Math.imul(rotate(a, 19) + b, 5) + 0x561ccd1b) | 0;
      b ^= mixB(view.getInt32(at + 4, true));
      b = (Math.imul(rotate(b, 17) + c, 5) + 0x0bcaa747) | 0;
      c ^= mixC(view.getInt32(at + 8, true));
      c = (Math.imul(rotate(c, 15) + d, 5) + 0x96cd1c35) | 0;
      d ^= mixD(view.getInt32(at + 12, true));
      d = (Math.imul(rotate(d, 13) + a, 5) + 0x32ac3b17) | 0;
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  #words(): [number, number, number, number] {
    const rest = new DataView(new ArrayBuffer(blockBytes));
    for (let at = 0; at < this.#pendingBytes; at++) rest.setUint8(at, this.#pending[at]!);
    const size = this.#sizeBytes | 0;
    const a = this.#a ^ mixA(rest.getInt32(0, true)) ^ size;
    const b = this.#b ^ mixB(rest.getInt32(4, true)) ^ size;
    const c = this.#c ^ mixC(rest.getInt32(8, true)) ^ size;
    const d = this.#d ^ mixD(rest.getInt32(12, true)) ^ size;
    const sum = (a + b + c + d) | 0;
    const first = finish(sum);
    const others = [finish(sum + b), finish(sum + c), finish(sum + d)] as const;
    const all = (first + others[0] + others[1] + others[2]) | 0;
    return [all, all + others[0], all + others[1], all + others[2]];
  }
}

const c1 = 0x239b961b;
const c2 = 0xab0e9789;
const c3 = 0x38b34ae5;
const c4 = 0xa1e38b93;

function mixA(word: number): number {
  return Math.imul(rotate(Math.imul(word, c1), 15), c2);
}

function mixB(word: number): number {
  return Math.imul(rotate(Math.imul(word, c2), 16), c3);
}

function mixC(word: number): number {
  return Math.imul(rotate(Math.imul(word, c3), 17), c4);
}

function mixD(word: number): number {
  return Math.imul(rotate(Math.imul(word, c4), 18), c1);
}

/** Hash of a text as an integer from 0 to 2^32 − 1. */
export function hashText(text: string): number {
  return new MurmurHash().updateText(text).digest32();
}
