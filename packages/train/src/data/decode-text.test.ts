import { FileError } from '@recyclegpt/spec';
import { memorySource } from '@recyclegpt/weights';
import { expect, test } from 'vitest';
import { collect } from '../test/collect.ts';
import { decodeText } from './decode-text.ts';

async function decode(bytes: Uint8Array, chunkBytes?: number): Promise<string> {
  const pieces = await collect(decodeText(memorySource('notes.txt', bytes), { ...(chunkBytes && { chunkBytes }) }));
  return pieces.join('');
}

const encode = (text: string) => new TextEncoder().encode(text);

test('text comes whole, however it is read', async () => {
  const text = 'naïve 中文 🦙\r\n\r\n\rend\uFFFD\uFFFD\r';
  for (const chunkBytes of [1, 2, 3, 5, 1000]) {
    expect(await decode(encode(text), chunkBytes)).toBe('naïve 中文 🦙\n\n\rend\uFFFD\uFFFD\r');
  }
  expect(await decode(encode('\uFEFFa'))).toBe('a');
});

test('progress and a signal', async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const onBytes = (bytes: number) => {
    seen.push(bytes);
    if (bytes >= 4) controller.abort(new Error('enough'));
  };
  const source = memorySource('notes.txt', encode('0123456789'));
  const pieces = decodeText(source, { chunkBytes: 2, onBytes, signal: controller.signal });
  await expect(collect(pieces)).rejects.toThrow('enough');
  expect(seen).toEqual([2, 4]);
});

test('a stray byte in a long text becomes U+FFFD', async () => {
  const bytes = encode(`${'word '.repeat(1000)}`);
  bytes[2000] = 0xff;
  expect((await decode(bytes, 999)).split('\uFFFD')).toHaveLength(2);
});

test.each([
  ['an empty file', new Uint8Array(), 'empty'],
  ['zero bytes', Uint8Array.of(65, 66, 0, 67), 'a zero byte at 2'],
  ['UTF-16', Uint8Array.of(0xff, 0xfe, 65, 0, 66, 0), 'UTF-16'],
  [
    'Latin-1',
    Uint8Array.from('d\u00e9j\u00e0 vu \u00e0 la carte', (character) => character.charCodeAt(0)),
    '3 invalid bytes',
  ],
  ['random bytes', Uint8Array.from({ length: 5000 }, (_, at) => 1 + ((at * 7919) % 255)), 'another encoding'],
  ['a character cut at the end', encode('é').subarray(0, 1), '1 invalid bytes'],
])('%s is refused by the name of the file', async (_, bytes, message) => {
  const refusal = decode(bytes, 1000);
  await expect(refusal).rejects.toSatisfy(FileError.isInstance);
  await expect(refusal).rejects.toThrow(message);
  await expect(refusal).rejects.toThrow('notes.txt');
});
