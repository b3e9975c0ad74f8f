import type { Draft, Round, RoundTools } from '@recyclegpt/spec';
import { afterEach, describe, expect, it } from 'vitest';
import type { FromSandbox, ToSandbox } from './sandbox-messages.ts';
import { type SandboxThread, sandboxScheduler } from './sandbox-scheduler.ts';

const opened: Disposable[] = [];
afterEach(() => {
  for (const each of opened.splice(0)) each[Symbol.dispose]();
});

const record = { basePasses: 1, tokens: [] } as unknown as Round;
const draft: Draft = { tokens: [5], origins: ['recycle'] };
const checked: (string | undefined)[] = [];
const tools = {
  state: { tokens: [1, 2], rowsOf: () => 1 },
  last: undefined,
  costs: { baseMs: (rows: number) => rows, draftMs: () => 0.5 },
  drafters: [{ name: 'recycle', isFree: false }],
  room: 8,
  draft: async () => draft,
  check: async (_: Draft, rule: { name: string } | undefined) => {
    checked.push(rule?.name);
    return record;
  },
} as unknown as RoundTools;

/** A thread whose behaviour the test writes. */
function schedulerWith(behave: (message: ToSandbox, answer: (message: FromSandbox) => void) => void, limitMs = 50) {
  const thread: SandboxThread & { isEnded: boolean } = {
    isEnded: false,
    onmessage: null,
    onerror: null,
    terminate() {
      this.isEnded = true;
    },
    postMessage(message) {
      const answer = (data: FromSandbox): void => {
        queueMicrotask(() => this.onmessage?.({ data } as MessageEvent<FromSandbox>));
      };
      behave(message, answer);
    },
  };
  const open = sandboxScheduler({ kind: 'custom', source: '', limitMs }, () => thread);
  opened.push(open);
  if (typeof open.scheduler === 'string') throw new TypeError('a scheduler of its own was expected');
  return { thread, play: open.scheduler.start() };
}

describe('sandboxScheduler', () => {
  it('calls the tools that the thread asks for, and returns the record of the check', async () => {
    const { play } = schedulerWith((message, answer) => {
      if (message.type === 'round') answer({ type: 'tool-called', callId: 1, call: { tool: 'draft', maxTokens: 2 } });
      if (message.type !== 'tool-done') return;
      if (message.callId === 1)
        answer({
          type: 'tool-called',
          callId: 2,
          call: { tool: 'check', draft, acceptance: 'typical', reason: 'mine' },
        });
      else answer({ type: 'round-ended', hasRecord: true });
    });
    expect(await play(tools)).toBe(record);
    expect(checked.at(-1)).toBe('typical-acceptance');
  });

  it('ends a thread that does not answer, and says so', async () => {
    const { thread, play } = schedulerWith((message, answer) => {
      if (message.type === 'round') answer({ type: 'tool-called', callId: 1, call: { tool: 'draft', maxTokens: 2 } });
    });
    await expect(play(tools)).rejects.toThrow('gave no answer and was ended');
    expect(thread.isEnded).toBe(true);
    await expect(play(tools)).rejects.toThrow('gave no answer');
  });

  it('passes on what the typed-in text threw', async () => {
    const { play } = schedulerWith((message, answer) => {
      if (message.type === 'round')
        answer({ type: 'failed', error: { what: 'The scheduler that was typed in failed' } });
    });
    await expect(play(tools)).rejects.toThrow('typed in failed');
  });

  it('returns nothing where the thread returned something else than its record', async () => {
    const { play } = schedulerWith((message, answer) => {
      if (message.type === 'round') answer({ type: 'round-ended', hasRecord: false });
    });
    expect(await play(tools)).toBeUndefined();
  });
});
