import { ConfigError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { checkRecycleConfig } from './check-recycle-config.ts';
import { draftIdOf, draftOffsets, draftTokenIds } from './draft-vocabulary.ts';
import { parseRecycleConfig } from './parse-recycle-config.ts';
import type { RecycleConfig } from './recycle-config.ts';
import { smallConfig } from './test/plain-module.ts';

const none = { kind: 'none' } as const;

const contradictions: readonly (readonly [key: string, changes: Partial<Record<keyof RecycleConfig, unknown>>])[] = [
  ['tappedLayers', { tappedLayers: [] }],
  ['tappedLayers', { tappedLayers: [3, 3] }],
  ['tappedLayers', { tappedLayers: [4, 2] }],
  ['tappedLayers', { tappedLayers: [-1, 2] }],
  ['tappedLayers', { tappedLayers: [0.5] }],
  ['fusion', { fusion: 'none' }],
  ['fusion', { fusion: 'sum' }],
  ['entry', { entry: 'added' }],
  ['feedback', { feedback: 'none' }],
  ['head', { head: 'tied' }],
  ['draftVocab', { draftVocab: 61 }],
  ['draftVocab', { head: 'shared' }],
  ['layers', { layers: 0 }],
  ['heads', { heads: 1.5 }],
  ['hidden', { hidden: -1 }],
  ['kvHeads', { kvHeads: 3 }],
  ['rope', { rope: { base: 10_000, rotaryDim: 7, scaling: none } }],
  ['rope', { rope: { base: 10_000, rotaryDim: 16, scaling: none } }],
  ['rope', { rope: { base: 0, rotaryDim: 8, scaling: none } }],
  ['normEpsilon', { normEpsilon: 0 }],
];

const misreadings: readonly (readonly [key: string, json: unknown])[] = [
  ['here', 'text'],
  ['here', null],
  ['here', []],
  ['layers', { ...smallConfig, layers: '1' }],
  ['layers', { ...smallConfig, layers: undefined }],
  ['dropout', { ...smallConfig, dropout: 0.1 }],
  ['toString', { ...smallConfig, toString: 1 }],
  ['tappedLayers', { ...smallConfig, tappedLayers: 3 }],
  ['tappedLayers', { ...smallConfig, tappedLayers: ['0'] }],
  ['normEpsilon', { ...smallConfig, normEpsilon: null }],
  ['rope', { ...smallConfig, rope: 10_000 }],
  ['rotaryDim', { ...smallConfig, rope: { base: 10_000, scaling: none } }],
  ['theta', { ...smallConfig, rope: { base: 10_000, rotaryDim: 8, scaling: none, theta: 1 } }],
  ['scaling.kind', { ...smallConfig, rope: { base: 10_000, rotaryDim: 8, scaling: { kind: 'other' } } }],
  ['scaling.kind', { ...smallConfig, rope: { base: 10_000, rotaryDim: 8, scaling: { kind: 'toString' } } }],
  ['factor', { ...smallConfig, rope: { base: 10_000, rotaryDim: 8, scaling: { kind: 'linear' } } }],
  ['head', { ...smallConfig, head: 'tied' }],
];

describe('a config', () => {
  it('that fits passes, with any rotation, and is read as it was written', () => {
    const scalings = [none, { kind: 'linear', factor: 2 }, { kind: 'factors', factors: [1, 2, 3, 4] }] as const;
    for (const scaling of scalings) {
      const config: RecycleConfig = { ...smallConfig, rope: { ...smallConfig.rope, scaling } };
      checkRecycleConfig(config);
      expect(parseRecycleConfig(JSON.parse(JSON.stringify(config)), 'here')).toEqual(config);
    }
  });

  it.each(contradictions)('that contradicts itself is refused by its key %s: %j', (key, changes) => {
    const check = () => checkRecycleConfig({ ...smallConfig, ...changes } as RecycleConfig);
    expect(check).toThrow(ConfigError);
    expect(check).toThrow(new RegExp(`key ${key}`));
  });

  it.each(misreadings)('from outside is refused by its key %s: %j', (key, json) => {
    const parse = () => parseRecycleConfig(json, 'here');
    expect(parse).toThrow(ConfigError);
    expect(parse).toThrow(key);
  });
});

describe('a draft vocabulary', () => {
  const tokenIds = Int32Array.of(0, 3, 4, 17, 59);

  it('is offsets in a file and token ids in use', () => {
    expect([...draftOffsets(tokenIds)]).toEqual([0, 2, 2, 14, 55]);
    expect(draftTokenIds(draftOffsets(tokenIds), 60)).toEqual(tokenIds);
  });

  it('tells a token’s place in it', () => {
    const places = Array.from({ length: 60 }, (_, token) => draftIdOf(tokenIds, token));
    expect(places.flatMap((place, token) => (place === undefined ? [] : [[token, place]]))).toEqual([
      [0, 0],
      [3, 1],
      [4, 2],
      [17, 3],
      [59, 4],
    ]);
  });

  it.each([
    ['outside of the vocabulary', [0, 60], 'draft id 1'],
    ['below it', [-1, 4], 'draft id 0'],
    ['twice', [4, 4], 'draft id 1'],
    ['falling', [0, 9, 8], 'draft id 2'],
  ])('with a token %s is refused', (_, ids, place) => {
    const read = () => draftTokenIds(draftOffsets(Int32Array.from(ids)), 60);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`recycle\\.d2t, ${place}`));
  });
});
