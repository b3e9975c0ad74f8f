import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ChatTemplate, FileError } from '@recyclegpt/spec';
import { memorySource } from '@recyclegpt/weights';
import { describe, expect, test } from 'vitest';
import { collect } from '../test/collect.ts';
import { type DocumentFormat, readDocuments } from './read-documents.ts';

const template: ChatTemplate = {
  render: (messages) => messages.map(({ role, content }) => `<|turn|>${role}: ${content}\n`).join(''),
};

async function read(text: string, format: DocumentFormat, chunkBytes = 5) {
  const source = memorySource('data.txt', new TextEncoder().encode(text));
  const documents = await collect(readDocuments({ source, format }, { chunkBytes, maxCharacters: 100 }));
  return documents.map(({ text, hasSpecialTokens }) => (hasSpecialTokens ? `special ${text}` : text));
}

test('text parts at <|endoftext|> where there is one, else at blank lines', async () => {
  expect(await read('one\n\nmore<|endoftext|>\ntwo', { kind: 'text' })).toEqual(['one\n\nmore', 'two']);
  expect(await read('one\n\ntwo\nmore', { kind: 'text' })).toEqual(['one', 'two\nmore']);
  expect(await read('one\n\ntwo\nmore', { kind: 'text', separator: 'line' })).toEqual(['one', 'two', 'more']);
});

test('JSONL with a text field, any name, lines that are long or empty', async () => {
  expect(await read('{"text":"one"}\n\n{"text":"tw\\no"}', { kind: 'jsonl' })).toEqual(['one', 'tw\no']);
  expect(await read(`{"body":"${'x'.repeat(150)}"}\r\n`, { kind: 'jsonl', field: 'body' })).toEqual([
    'x'.repeat(100),
    'x'.repeat(50),
  ]);
});

test('JSONL with messages is rendered by the template', async () => {
  const line = '{"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}]}';
  expect(await read(`${line}\n`, { kind: 'messages', template })).toEqual([
    'special <|turn|>user: hi\n<|turn|>assistant: ho',
  ]);
});

test.each<[string, string, DocumentFormat, string]>([
  ['no JSON', '{"text":"a"}\nhello', { kind: 'jsonl' }, 'line 2'],
  ['a list', '[1]', { kind: 'jsonl' }, 'an object in JSON'],
  ['another field', '{"text":"a"}', { kind: 'jsonl', field: 'body' }, 'line 1, field body'],
  ['a field that is no text', '\n{"text":3}', { kind: 'jsonl' }, 'line 2, field text'],
  ['no messages', '{"messages":[]}', { kind: 'messages', template }, 'field messages'],
  ['a message without a role', '{"messages":[{"content":"a"}]}', { kind: 'messages', template }, 'messages[0]'],
  ['binary content', 'a\u0000', { kind: 'jsonl' }, 'binary'],
])('%s is refused by file and line', async (_, text, format, message) => {
  await expect(read(text, format)).rejects.toSatisfy(FileError.isInstance);
  await expect(read(text, format)).rejects.toThrow(message);
  await expect(read(text, format)).rejects.toThrow('data.txt');
});

const shared = fileURLToPath(new URL('../../../../../shared/', import.meta.url));
const title = 'texts of ../shared';
describe.skipIf(!existsSync(shared))(existsSync(shared) ? title : `${title} (left out: ${shared} is missing)`, () => {
  test('stories part at line breaks, their paragraphs at blank lines', async () => {
    const path = 'data/text/tinystories_sample/tinystories_4MB.txt';
    const source = memorySource(path, (await readFile(shared + path)).subarray(0, 500_000));
    const read = (separator: 'line-break' | 'blank-line') =>
      collect(readDocuments({ source, format: { kind: 'text', separator } }));
    const stories = await read('line-break');
    expect(stories.filter(({ text }) => /^on(ce|e day)/.test(text)).length / stories.length).toBeGreaterThan(0.7);
    expect(stories.filter(({ text }) => text.includes('\n\n')).length / stories.length).toBeGreaterThan(0.5);
    expect((await read('blank-line')).length).toBeGreaterThan(stories.length * 1.5);
  });
});
