import { expect, test } from 'vitest';
import { hashText, MurmurHash } from './murmur-hash.ts';

const fox = 'The quick brown fox jumps over the lazy dog';

test('known digests', () => {
  expect(new MurmurHash().digest()).toBe('0'.repeat(32));
  expect(new MurmurHash().updateText(fox).digest()).toBe('2f1583c3ecee2c675d7bf66ce5e91d2c');
  expect(hashText(fox)).toBe(0x2f1583c3);
});

test('pieces make no difference, and neither does where the bytes lie', () => {
  const bytes = Uint8Array.from({ length: 101 }, (_, index) => (index * 37) & 255);
  const whole = new MurmurHash().update(bytes).digest();
  for (let cut = 0; cut <= bytes.length; cut++) {
    const hash = new MurmurHash().update(bytes.subarray(0, cut));
    hash.digest();
    expect(hash.update(bytes.subarray(cut)).digest()).toBe(whole);
  }
  const single = new MurmurHash();
  for (const byte of bytes) single.update(Uint8Array.of(byte));
  expect(single.digest()).toBe(whole);
});
