import type { DraftContext, Drafter } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import {
  alwaysWrongDrafter,
  perfectDrafter,
  randomDrafter,
  sometimesRightDrafter,
  throwingDrafter,
} from './proof-drafters.ts';

const vocab = 50;
const text = Array.from({ length: 400 }, (_, i) => (i * 7) % vocab);

function contextAt(length: number, isWorthMore?: DraftContext['isWorthMore']): DraftContext {
  const state = { tokens: text.slice(0, length), rowsOf: () => 0 };
  return { state, promptLength: 0, signal: undefined, ...(isWorthMore === undefined ? {} : { isWorthMore }) };
}

async function rightAt(drafter: Drafter): Promise<readonly boolean[]> {
  const { tokens } = await drafter.draft(contextAt(10), 380);
  return tokens.map((token, i) => token === text[10 + i]);
}

describe('proof drafters', () => {
  it('are right always, never, or as often as they are told to be', async () => {
    const shareOf = async (drafter: Drafter): Promise<number> => {
      const right = await rightAt(drafter);
      return right.filter(Boolean).length / right.length;
    };
    expect(await shareOf(perfectDrafter({ text }))).toBe(1);
    expect(await shareOf(alwaysWrongDrafter({ text, vocab }))).toBe(0);
    expect(await shareOf(sometimesRightDrafter({ text, vocab, share: 0.7, seed: 3 }))).toBeCloseTo(0.7, 1);
    expect(await shareOf(randomDrafter({ seed: 1, vocab }))).toBeLessThan(0.1);
  });

  it('draft the same at a position whatever they drafted before, and other things with another seed', async () => {
    for (const make of [
      (seed: number) => randomDrafter({ seed, vocab }),
      (seed: number) => sometimesRightDrafter({ text, vocab, share: 0.5, seed }),
    ]) {
      const drafter = make(5);
      const { tokens } = await drafter.draft(contextAt(20), 30);
      expect((await drafter.draft(contextAt(30), 20)).tokens).toEqual(tokens.slice(10));
      expect((await make(6).draft(contextAt(20), 30)).tokens).not.toEqual(tokens);
    }
  });

  it('stop at the end of the text, at their limit, and when no more pay', async () => {
    const perfect = perfectDrafter({ text });
    expect((await perfect.draft(contextAt(398), 9)).tokens).toHaveLength(2);
    expect((await perfect.draft(contextAt(10), 4)).tokens).toHaveLength(4);
    const drafter = sometimesRightDrafter({ text, vocab, share: 0.5, seed: 1 });
    const { tokens, confidences } = await drafter.draft(
      contextAt(10, (sure) => sure.length < 3),
      9,
    );
    expect([tokens.length, confidences]).toEqual([3, [0.5, 0.5, 0.5]]);
  });

  it('burn the time that they are told to, and count it', async () => {
    let nowMs = 0;
    const now = (): number => (nowMs += 0.25);
    const drafter = perfectDrafter({ text, costMs: 2, now });
    await drafter.draft(contextAt(10), 5);
    expect(nowMs).toBeGreaterThanOrEqual(10);
    expect(drafter.sessionMs).toBeGreaterThanOrEqual(10);
    expect(drafter.sessionMs).toBeLessThan(15);
  });

  it('throw at every other draft if they are to', async () => {
    const drafter = throwingDrafter(perfectDrafter({ text }));
    expect(() => drafter.draft(contextAt(10), 2)).toThrow('out of ideas');
    expect((await drafter.draft(contextAt(10), 2)).tokens).toEqual(text.slice(10, 12));
  });
});
