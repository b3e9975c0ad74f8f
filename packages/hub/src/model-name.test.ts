import { ConfigError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { parseModelName } from './model-name.ts';

test.each([
  ['smollm2', { kind: 'alias', name: 'smollm2' }],
  ['stories260K', { kind: 'alias', name: 'stories260K' }],
  ['org/name', { organisation: 'org', name: 'name', revision: undefined, file: undefined }],
  ['org/name@v1.0', { organisation: 'org', revision: 'v1.0', file: undefined }],
  ['org/name@refs/pr/1:sub/f.gguf', { revision: 'refs/pr/1', file: 'sub/f.gguf' }],
  ['org/name:f.Q4_1.gguf', { revision: undefined, file: 'f.Q4_1.gguf' }],
  ['https://example.org/a/f.gguf#x', { kind: 'url', url: 'https://example.org/a/f.gguf' }],
  ['https://huggingface.co/org/name', { organisation: 'org', name: 'name', revision: undefined, file: undefined }],
  ['https://hf.co/org/name/tree/v1', { kind: 'hugging-face', revision: 'v1', file: undefined }],
  [
    'https://huggingface.co/org/name/resolve/refs%2Fpr%2F1/a/m.gguf?download=true',
    { revision: 'refs/pr/1', file: 'a/m.gguf' },
  ],
  ['https://huggingface.co/org/name/blob/main/m.gguf', { revision: 'main', file: 'm.gguf' }],
  ['hf://org/name@v1/sub/m.gguf', { organisation: 'org', name: 'name', revision: 'v1', file: 'sub/m.gguf' }],
  ['hf://org/name', { kind: 'hugging-face', revision: undefined, file: undefined }],
  ['HTTP://example.org/f.gguf', { kind: 'url', url: 'http://example.org/f.gguf' }],
  ['./x.gguf', { kind: 'path', path: './x.gguf' }],
  ['../models/x', { kind: 'path' }],
  ['/abs/folder', { kind: 'path' }],
  ['C:\\models\\x.gguf', { kind: 'path' }],
  ['~/x.gguf', { kind: 'path' }],
  ['file.gguf', { kind: 'path', path: 'file.gguf' }],
  ['models/file.gguf', { kind: 'path' }],
])('%s is read', (text, expected) => {
  expect(parseModelName(text)).toMatchObject(expected);
});

test.each([
  '',
  '  ',
  'a\u0000b',
  './a\u001b[2J',
  'org/..',
  'org/name/third',
  'org/na me',
  'a/../b.gguf',
  'org/name@..',
  'org/name:../../etc/passwd',
  'org/name:/etc/passwd',
  'org/name:a/./b',
  '-rf',
  '.hidden',
  'org/.name',
  'a--b/c',
  'file:///etc/passwd',
  'ftp://x/y.gguf',
  'javascript:alert(1)',
  'smollm2:Q4',
  'http://',
  'https://me:secret@x/y.gguf',
  'hf://org',
  'hf://org/..',
  'hf://org/name/../../etc/passwd',
  'https://huggingface.co/org/name/resolve/main/%2e%2e%2f%2e%2e%2fx.gguf',
  'https://huggingface.co/org/name/resolve/..%2f..%2fx/m.gguf',
  'org\\name',
  'x'.repeat(2049),
  'org/name@a//b',
  'org/name:',
  'org/name\n',
])('%.40j is refused', (text) => {
  let error: unknown;
  try {
    parseModelName(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toSatisfy(ConfigError.isInstance);
  const { message } = error as ConfigError;
  expect(message).not.toMatch(/\p{Cc}/u);
  expect(message).not.toContain('secret');
});
