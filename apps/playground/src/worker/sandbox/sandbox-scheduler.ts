import { defineScheduler } from '@recyclegpt/schedulers';
import { DecodingError, type Draft, type Round, type RoundTools } from '@recyclegpt/spec';
import type { SchedulerChoice } from '../../protocol/calls.ts';
import { CallError } from '../../protocol/plain-error.ts';
import { acceptanceOf } from '../acceptance-of.ts';
import type { OpenScheduler } from '../generation-options.ts';
import type { FromSandbox, RoundView, ToolCall, ToSandbox } from './sandbox-messages.ts';

/** What is needed of the sandbox's thread: a `Worker`, or one made for a test. */
export interface SandboxThread {
  postMessage(message: ToSandbox): void;
  onmessage: ((event: MessageEvent<FromSandbox>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

type CustomScheduler = Extract<SchedulerChoice, { kind: 'custom' }>;

function startThread(): SandboxThread {
  return new Worker(new URL('./sandbox-worker.ts', import.meta.url), { type: 'module', name: 'scheduler' });
}

/**
 * A scheduler from source text, in a thread of its own. It may think for `limitMs` between two calls of its tools; then it
 * is ended, and the generation fails with the text at its last settled round.
 */
export function sandboxScheduler({ source, limitMs }: CustomScheduler, start = startThread): OpenScheduler {
  const sandbox = new Sandbox(start(), limitMs);
  sandbox.post({ type: 'start', source });
  return {
    scheduler: defineScheduler('custom', (tools) => sandbox.play(tools)),
    [Symbol.dispose]: () => sandbox.end(),
  };
}

/** The first message of a thread takes its start as well. */
const startMs = 5000;

class Sandbox {
  readonly #thread: SandboxThread;
  readonly #limitMs: number;
  #hasAnswered = false;
  #failure: Error | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #take: (message: FromSandbox) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(thread: SandboxThread, limitMs: number) {
    this.#thread = thread;
    this.#limitMs = limitMs;
    thread.onmessage = ({ data }) => {
      this.#hasAnswered = true;
      clearTimeout(this.#timer);
      if (data.type === 'failed') this.#fail(new CallError(data.error));
      else this.#take(data);
    };
    thread.onerror = (event) => this.#fail(new CallError(brokenThread(event.message)));
  }

  post(message: ToSandbox): void {
    this.#thread.postMessage(message);
  }

  /** One round: its tools are called here, by messages. */
  async play(tools: RoundTools): Promise<Round> {
    if (this.#failure !== undefined) throw this.#failure;
    let record: Round | undefined;
    return await new Promise<Round>((resolve, reject) => {
      this.#reject = reject;
      this.#take = (message) => {
        if (message.type === 'round-ended') resolve((message.hasRecord ? record : undefined) as Round);
        else if (message.type === 'tool-called')
          void this.#answer(tools, message, (round) => {
            record = round;
          });
      };
      this.#send({ type: 'round', view: viewOf(tools) });
    });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#thread.terminate();
  }

  /** Sends what the scheduler goes on with; from now on it thinks. */
  #send(message: ToSandbox): void {
    clearTimeout(this.#timer);
    const limitMs = this.#limitMs + (this.#hasAnswered ? 0 : startMs);
    this.#timer = setTimeout(() => this.#fail(tooSlow(this.#limitMs)), limitMs);
    this.post(message);
  }

  /** Runs a tool for the thread; a record is known before the thread can speak of it. */
  async #answer(
    tools: RoundTools,
    { callId, call }: Extract<FromSandbox, { type: 'tool-called' }>,
    onRecord: (round: Round) => void,
  ): Promise<void> {
    try {
      const value = await runTool(tools, call);
      if ('basePasses' in value) onRecord(value);
      this.#send({ type: 'tool-done', callId, value });
    } catch (error) {
      this.#send({ type: 'tool-failed', callId, message: error instanceof Error ? error.message : String(error) });
    }
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.end();
    this.#reject(error);
  }
}

function viewOf({ state, last, costs, drafters, room }: RoundTools): RoundView {
  return {
    tokens: [...state.tokens],
    last,
    baseMs: Array.from({ length: 17 }, (_, index) => costs.baseMs(index + 1)),
    draftMs: Object.fromEntries(drafters.map(({ name }) => [name, costs.draftMs(name, 1)])),
    drafters,
    room,
  };
}

async function runTool(tools: RoundTools, call: ToolCall): Promise<Draft | Round> {
  switch (call.tool) {
    case 'draft':
      return await tools.draft(call.maxTokens);
    case 'draftFrom':
      return await tools.draftFrom(call.drafter, call.maxTokens);
    case 'check':
      return await tools.check(call.draft, ruleOf(call.acceptance), call.reason);
    case 'trust':
      return await tools.trust(call.draft, call.reason);
    default:
      return call satisfies never;
  }
}

function ruleOf(name: string | undefined): ReturnType<typeof acceptanceOf> | undefined {
  return name === undefined ? undefined : acceptanceOf(name);
}

function tooSlow(limitMs: number): DecodingError {
  return new DecodingError({
    what: 'The scheduler that was typed in gave no answer and was ended',
    where: 'Tune, custom scheduler',
    got: `${limitMs} ms without a call of round.draft, round.check or round.trust`,
    expected: 'one of these calls, or a return',
    next: 'Look for a loop without an end. The text is as the last round left it.',
  });
}

function brokenThread(got: string) {
  return { what: 'The thread of the scheduler that was typed in could not run', where: 'Tune, custom scheduler', got };
}
