import { expect, it } from 'vitest';
import { encodeChatFile, parseChatFile } from './chat-file.ts';
import { parseSlash } from './slash-commands.ts';

const header = {
  model: 'tiny',
  isRaw: false,
  system: undefined,
  turns: [{ question: 'a', answer: 'b', startLength: 0 }],
};
const state = Uint8Array.of(1, 2, 3);

it('reads back what it wrote', () => {
  const read = parseChatFile(encodeChatFile(header, state), 'a.chat');
  expect(read.header).toEqual(header);
  expect(read.state).toEqual(state);
});

it('refuses files that are of another kind, cut or damaged', () => {
  const whole = encodeChatFile(header, state);
  const broken = [
    new Uint8Array(),
    whole.slice(0, 12),
    whole.slice(0, 30),
    new TextEncoder().encode('{"prompt":"a"}'),
    damaged(whole),
  ];
  for (const bytes of broken)
    expect(() => parseChatFile(bytes, 'a.chat')).toThrow(/no saved conversation that can be read \(a.chat\)/);
  const odd = encodeChatFile({ ...header, turns: [{ question: 'a', answer: 'b', startLength: -1 }] }, state);
  expect(() => parseChatFile(odd, 'a.chat')).toThrow(/without model or turns/);
});

function damaged(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === 16 ? 0xff : byte));
}

it('tells commands from questions', () => {
  expect(parseSlash('/save a b.chat ')).toEqual({ name: 'save', value: 'a b.chat' });
  expect(parseSlash('/UNDO')).toEqual({ name: 'undo', value: '' });
  expect([parseSlash('/usr/bin is what?'), parseSlash('what is /save')]).toEqual([undefined, undefined]);
});
