import { describe, expect, test } from 'vitest';
import { ContentHash } from './content-hash.ts';

function digestOf(...parts: readonly Uint8Array[]): string {
  const hash = new ContentHash();
  for (const part of parts) hash.addBytes(part);
  return hash.digest();
}

describe('ContentHash', () => {
  test('every bit, every length and every division counts', () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i * 7 + 1);
    const digests = new Set([digestOf(bytes)]);
    for (let bit = 0; bit < 800; bit++) {
      const changed = bytes.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      digests.add(digestOf(changed));
    }
    for (let length = 0; length < 100; length++) {
      digests.add(digestOf(bytes.subarray(0, length)));
      digests.add(digestOf(new Uint8Array(length)));
      digests.add(digestOf(bytes.subarray(0, length), bytes.subarray(length)));
    }
    // The empty text occurs twice.
    expect(digests.size).toBe(1 + 800 + 300 - 1);
  });

  test('does not change between versions, or stored states would be lost', () => {
    const hash = new ContentHash();
    hash.addText('recyclegpt');
    expect(hash.digest()).toMatchInlineSnapshot(`"78d9f765a941ae6060be5b658dcf40ec"`);
  });

  test('half of the digest changes with one bit', () => {
    const bits = (digest: string) => BigInt(`0x${digest}`);
    for (let bit = 0; bit < 128; bit++) {
      const bytes = new Uint8Array(16);
      bytes[bit >> 3] = 1 << (bit & 7);
      const changed = (bits(digestOf(bytes)) ^ bits(digestOf(new Uint8Array(16))))
        .toString(2)
        .replaceAll('0', '').length;
      expect(changed).toBeGreaterThan(30);
      expect(changed).toBeLessThan(98);
    }
  });
});
