// The thread of a scheduler that was typed into the page: it can think as long as it likes, since it can be ended.
import type { Draft, Round } from '@recyclegpt/spec';
import type { FromSandbox, RoundView, ToolCall, ToSandbox } from './sandbox-messages.ts';

type UserScheduler = (round: object, memory: object, ...rules: readonly object[]) => Promise<unknown>;

/** Rules that a scheduler may name in `check`. */
const ruleNames = ['exact', 'maximal', 'typical', 'trust'] as const;
/** Ways out of the page that a scheduler has no use for. */
const shadowed = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'indexedDB',
  'caches',
  'importScripts',
  'postMessage',
];

const scope = self as unknown as {
  postMessage(message: FromSandbox): void;
  addEventListener(type: 'message', listener: (event: { readonly data: ToSandbox }) => void): void;
};
const memory = {};
const waiting = new Map<number, { resolve(value: Draft | Round): void; reject(error: Error): void }>();
let nextCall = 1;
let scheduler: UserScheduler | undefined;

scope.addEventListener('message', ({ data }) => {
  switch (data.type) {
    case 'start':
      start(data.source);
      break;
    case 'round':
      void play(data.view);
      break;
    case 'tool-done':
      waiting.get(data.callId)?.resolve(data.value);
      waiting.delete(data.callId);
      break;
    case 'tool-failed':
      waiting.get(data.callId)?.reject(new Error(data.message));
      waiting.delete(data.callId);
      break;
    default:
      data satisfies never;
  }
});

function start(source: string): void {
  try {
    const names = ['round', 'memory', ...ruleNames, ...shadowed];
    // This thread exists to run what its owner typed; it shares nothing with the page but messages.
    const compile = Function as unknown as (...parts: readonly string[]) => UserScheduler;
    scheduler = compile(...names, `"use strict"; return (async () => {\n${source}\n})();`);
  } catch (error) {
    fail(error, 'JavaScript: the body of async (round) => { … }');
  }
}

async function play(view: RoundView): Promise<void> {
  if (scheduler === undefined) return;
  let record: unknown;
  const rules = ruleNames.map((name) => ({ name }));
  try {
    const returned = await scheduler(
      toolsOf(view, (settled) => {
        record = settled;
      }),
      memory,
      ...rules,
    );
    scope.postMessage({ type: 'round-ended', hasRecord: returned !== undefined && returned === record });
  } catch (error) {
    fail(error, 'a scheduler that returns round.check(draft)');
  }
}

function toolsOf(view: RoundView, settle: (round: Draft | Round) => void): object {
  const { tokens, last, baseMs, draftMs, drafters, room } = view;
  const settling = async (call: ToolCall): Promise<Draft | Round> => {
    const round = await ask(call);
    settle(round);
    return round;
  };
  return {
    state: { tokens },
    last,
    drafters,
    room,
    costs: {
      baseMs: (rows: number) => baseMs[Math.min(baseMs.length, Math.max(1, rows)) - 1],
      draftMs: (drafter: string, count: number) => (draftMs[drafter] ?? 0) * count,
    },
    draft: (maxTokens: number) => ask({ tool: 'draft', maxTokens }),
    draftFrom: (drafter: string, maxTokens: number) => ask({ tool: 'draftFrom', drafter, maxTokens }),
    check: (draft: Draft, rule?: { readonly name: string }, reason?: string) =>
      settling({ tool: 'check', draft, acceptance: rule?.name, reason }),
    trust: (draft: Draft, reason?: string) => settling({ tool: 'trust', draft, reason }),
  };
}

function ask(call: ToolCall): Promise<Draft | Round> {
  const callId = nextCall++;
  return new Promise((resolve, reject) => {
    waiting.set(callId, { resolve, reject });
    scope.postMessage({ type: 'tool-called', callId, call });
  });
}

function fail(error: unknown, expected: string): void {
  const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const what = 'The scheduler that was typed in failed';
  scope.postMessage({ type: 'failed', error: { what, where: 'Tune, custom scheduler', got, expected } });
}
