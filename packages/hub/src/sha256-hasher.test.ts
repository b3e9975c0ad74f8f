import { expect, test } from 'vitest';
import { sha256Hasher } from './sha256-hasher.ts';
import { sha256Of, testBytes } from './test/test-bytes.ts';

test('hashes of FIPS 180-4', () => {
  const hasher = sha256Hasher();
  hasher.update(new TextEncoder().encode('abc'));
  expect(hasher.hexDigest()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256Hasher().hexDigest()).toBe(sha256Of(new Uint8Array(0)));
});

test('equals the platform for every length around a block, in pieces of every size', () => {
  for (let length = 0; length <= 200; length++) {
    const bytes = testBytes(length, length + 7);
    for (const step of [1, 3, 63, 64, 65, 200]) {
      const hasher = sha256Hasher();
      for (let start = 0; start < length; start += step) hasher.update(bytes.subarray(start, start + step));
      expect(hasher.hexDigest()).toBe(sha256Of(bytes));
    }
  }
});
