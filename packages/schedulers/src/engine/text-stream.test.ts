import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextStream } from './text-stream.ts';

/** A decoder whose ids are characters, spoken in pieces of any length. */
function streamOf(
  pieces: readonly string[],
  stops: readonly string[],
): { texts: string[]; isStopped: boolean; text: string } {
  const stream = new TextStream({ push: (id) => pieces[id]!, flush: () => '' }, stops);
  const texts: string[] = [];
  for (let id = 0; id < pieces.length; id++) {
    const step = stream.push(id);
    texts.push(step.text);
    if (step.isStopped) return { texts, isStopped: true, text: stream.text };
  }
  texts.push(stream.flush().text);
  return { texts, isStopped: false, text: stream.text };
}

it('[SC7] text that may begin a stop string is held back until it is certain', () => {
  expect(streamOf(['a', '<', '|', 'x'], ['<|end|>']).texts).toEqual(['a', '', '', '<|x', '']);
  expect(streamOf(['a<|e', 'nd|>b'], ['<|end|>'])).toMatchObject({ texts: ['a', ''], isStopped: true, text: 'a' });
  expect(streamOf(['aab'], ['ab'])).toMatchObject({ text: 'a', isStopped: true });
  expect(streamOf(['a', 'a', 'b'], ['ab', 'aaab'])).toMatchObject({ texts: ['', '', 'a'], isStopped: true });
  expect(streamOf(['x', '<'], ['<|'])).toMatchObject({ texts: ['x', '', '<'], isStopped: false });
});

it('[SC7] what is given out ends before the first stop string, however the text is cut into pieces', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 4 });
  const stops = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 12 }), stops, (pieces, stopStrings) => {
      const { texts, text, isStopped } = streamOf(pieces, stopStrings);
      expect(texts.join('')).toBe(text);
      let whole = '';
      for (const piece of pieces) {
        whole += piece;
        const ends = stopStrings.map((stop) => whole.indexOf(stop)).filter((index) => index >= 0);
        if (ends.length === 0) continue;
        expect({ text, isStopped }).toEqual({ text: whole.slice(0, Math.min(...ends)), isStopped: true });
        return;
      }
      expect({ text, isStopped }).toEqual({ text: whole, isStopped: false });
    }),
    { seed: 1, numRuns: 2000 },
  );
});
