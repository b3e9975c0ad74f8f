import { expect, it } from 'vitest';
import { Fnv1a64 } from './fnv1a64.ts';

it('agrees with the vectors of the FNV authors', () => {
  const hash = (text: string) => new Fnv1a64().update(new TextEncoder().encode(text)).digest();
  expect(hash('')).toBe('cbf29ce484222325');
  expect(hash('a')).toBe('af63dc4c8601ec8c');
  expect(hash('foobar')).toBe('85944171f73967e8');
});

it('does not depend on how the bytes are cut', () => {
  const whole = new Fnv1a64().update(Uint8Array.of(1, 2, 250, 0)).digest();
  expect(
    new Fnv1a64()
      .update(Uint8Array.of(1))
      .update(Uint8Array.of(2, 250, 0))
      .digest(),
  ).toBe(whole);
});
