import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteSpans } from './byte-spans.ts';

const spans = fc.array(fc.record({ start: fc.nat(60), end: fc.nat(60) }), { maxLength: 12 });

test('spans hold exactly the bytes that were added, and miss exactly the others', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 20 }), (added, pieceBytes) => {
      const here = new ByteSpans(added);
      const bytes = new Set(
        added.flatMap(({ start, end }) => Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i)),
      );
      expect(here.sizeBytes).toBe(bytes.size);
      const pieces = here.missing(60, pieceBytes);
      expect(pieces.every(({ start, end }) => end > start && end - start <= pieceBytes)).toBe(true);
      const missing = pieces.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i));
      expect(missing).toEqual(Array.from({ length: 60 }, (_, i) => i).filter((byte) => !bytes.has(byte)));
      for (const [index, { start }] of here.spans.entries())
        expect(start).toBeGreaterThan(here.spans[index - 1]?.end ?? -1);
    }),
  );
});
