import { ConfigError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { collect } from '../test/collect.ts';
import { type DocumentSeparator, splitDocuments } from './split-documents.ts';

async function split(text: string, separator: DocumentSeparator, { pieceLength = 1000, maxCharacters = 1000 } = {}) {
  const pieces = (async function* () {
    for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength);
  })();
  return await collect(splitDocuments(pieces, { separator, maxCharacters }));
}

const text = '\n \n  one\ntwo \n\n \n\nthree\n\tfour\n<|e|>five<|e|><|e|>\n';

test.each<[DocumentSeparator, readonly string[]]>([
  ['blank-line', ['  one\ntwo', 'three\n\tfour\n<|e|>five<|e|><|e|>']],
  ['line', ['  one', 'two', 'three', '\tfour', '<|e|>five<|e|><|e|>']],
  ['line-break', ['  one', 'two \n\n \n\nthree', '\tfour', '<|e|>five<|e|><|e|>']],
  ['file', ['  one\ntwo \n\n \n\nthree\n\tfour\n<|e|>five<|e|><|e|>']],
  [{ marker: '<|e|>' }, ['  one\ntwo \n\n \n\nthree\n\tfour', 'five']],
])('separator %j, whatever the pieces', async (separator, expected) => {
  for (let pieceLength = 1; pieceLength < 60; pieceLength++) {
    expect(await split(text, separator, { pieceLength })).toEqual(expected);
  }
});

test('long documents are cut at line ends, else anywhere but inside a character', async () => {
  const lines = 'aaaa\nbbbb\ncccc';
  for (const pieceLength of [1, 7, 100]) {
    expect(await split(lines, 'file', { pieceLength, maxCharacters: 11 })).toEqual(['aaaa\nbbbb', 'cccc']);
  }
  expect(await split('xxxxxxxx', 'blank-line', { maxCharacters: 3 })).toEqual(['xxx', 'xxx', 'xx']);
  const llamas = '🦙🦙🦙';
  expect(await split(llamas, 'file', { maxCharacters: 3 })).toEqual(['🦙', '🦙', '🦙']);
});

test('nothing comes of white space, and a run of it takes no time to speak of', async () => {
  expect(await split(' \n\n\t', 'blank-line')).toEqual([]);
  const gap = ' '.repeat(200_000);
  expect(await split(`a${gap}b`, 'line-break', { pieceLength: 50_000, maxCharacters: 1e6 })).toEqual([`a${gap}b`]);
});

test.each([['commas'], [{ marker: '' }], [undefined]])('separator %j is refused', async (separator) => {
  await expect(split(text, separator as DocumentSeparator)).rejects.toThrow(ConfigError);
});

test('a length that no document can have is refused', async () => {
  await expect(split(text, 'line', { maxCharacters: 1 })).rejects.toThrow('maxCharacters');
});
