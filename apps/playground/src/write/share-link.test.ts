import { describe, expect, it } from 'vitest';
import { roundOf } from '../test/round-of.ts';
import { usualSettings } from './settings.ts';
import { decodeShared, encodeShared, type SharedText, sharedText } from './share-link.ts';

const shared: SharedText = {
  model: 'storyteller',
  settings: { ...usualSettings, temperature: 0.3, topK: 40, scheduler: 'verified', draftLength: 3 },
  turns: [{ mode: 'text', prompt: 'Ein Fuchs – “ähm” 🦊', seed: 4294967295, numTokens: 12 }],
};

describe('a shared link', () => {
  it('brings a text’s recipe back as it was, in any script', () => {
    const link = encodeShared(shared);
    expect(link).toMatch(/^[\w-]+$/);
    expect(decodeShared(link)).toEqual(shared);
  });

  it('counts what was written, and leaves a typed-in scheduler at home', () => {
    const sampler = { temperature: 0.7, seed: 7 };
    const rounds = [roundOf({ index: 0, words: ['a', '+b'] }), roundOf({ index: 1, words: ['c'] })];
    const turn = {
      mode: 'text',
      prompt: 'p',
      before: 0,
      sampler,
      rounds,
      finishReason: undefined,
      stats: undefined,
    } as const;
    const made = sharedText('m', { ...usualSettings, scheduler: 'custom', source: 'alert(1)' }, [turn]);
    expect(made.turns).toEqual([{ mode: 'text', prompt: 'p', seed: 7, numTokens: 3 }]);
    expect(JSON.stringify(made)).not.toContain('alert');
    expect(made.settings.scheduler).toBe('adaptive');
  });

  it('refuses what it did not make, and code', () => {
    const encode = (value: unknown): string => btoa(JSON.stringify(value));
    for (const link of [
      '%',
      'abc',
      encode({}),
      encode([2, 'm', {}, []]),
      encode([1, 'm', { scheduler: 'custom' }, []]),
    ])
      expect(() => decodeShared(link)).toThrow('The link cannot be read');
    const turns = [{ mode: 'text', prompt: 'x'.repeat(30_000), seed: 1, numTokens: 1 }] as const;
    expect(() => encodeShared({ ...shared, turns })).toThrow('too long for a link');
  });
});
