import type { GenerateOptions, GenerationResult } from '@recyclegpt/core';
import { RecycleError, type Round } from '@recyclegpt/spec';
import { commonOptions, modelOptions, samplingOptions, schedulingOptions } from '../arguments/option-definitions.ts';
import { commandLine, errorLine, roundLine, turnLine } from '../chatting/chat-json.ts';
import { ChatSession } from '../chatting/chat-session.ts';
import { conversationMode } from '../chatting/conversation-mode.ts';
import { parseSlash, runSlash } from '../chatting/slash-commands.ts';
import type { Call, Command } from '../command.ts';
import { generationOptions } from '../generating/generation-options.ts';
import { RoundMarks } from '../generating/round-marks.ts';
import { finishText, roundsEnd, shortSummary } from '../generating/summary.ts';
import { withModel } from '../generating/with-model.ts';
import { type AnswerView, writeAnswer } from '../generating/write-answer.ts';
import { reportError } from '../report-error.ts';
import { LineReader } from '../terminal/line-reader.ts';

/** `recyclegpt chat` */
export const chat: Command = {
  name: 'chat',
  usage: '[options]',
  about: [
    'Each line is a question; piped lines are answered one by one. What was read once is not read again.',
    '/undo takes the last turn back, /fork keeps a copy for /switch, /save FILE and /load FILE, /system TEXT, /reset, /help,',
    '/exit. Ctrl-C stops an answer; a second one leaves. With --raw lines are plain text for the model to write on from; the',
    'storyteller that comes along is always read so. --json prints a line of JSON for each turn (--show-rounds: and round).',
  ],
  options: [
    'system',
    'raw',
    'max-tokens',
    ...modelOptions,
    ...samplingOptions,
    ...schedulingOptions,
    'show-rounds',
    'json',
    ...commonOptions,
  ],
  maxWords: 0,
  examples: [
    ['chat', 'talk with smollm2'],
    [
      'chat --system "You answer in one sentence." --temperature 0.7 --seed 1',
      'with a system message, less predictable',
    ],
    ['chat --raw --model stories260K', 'write a story together with a model that has no chat template'],
    ['chat < questions.txt > answers.txt', 'a conversation from a file'],
    [
      'chat --json < questions.txt > answers.jsonl',
      'the same for programs: question, answer, tokens and times of each turn',
    ],
  ],
  run: runChat,
};

/** A chat that goes on. */
interface Chat {
  readonly call: Call;
  readonly session: ChatSession;
  readonly reader: LineReader;
  readonly settings: GenerateOptions;
}

async function runChat(call: Call): Promise<void> {
  const settings = await generationOptions(call.options);
  await withModel(call, async (model) => {
    const { terminal, options } = call;
    const { isRaw, notes } = conversationMode(model, call);
    using session = new ChatSession(model, { isRaw, system: options.system });
    using reader = new LineReader(terminal, options.json === true ? undefined : terminal.style.bold('> '));
    for (const note of notes) terminal.note(terminal.noteStyle.dim(note));
    if (reader.isInteractive)
      terminal.note(
        terminal.noteStyle.dim(
          `${model.facts.name}, ${model.facts.precision}. /help lists what else you can do, /exit leaves.`,
        ),
      );
    await converse({ call, session, reader, settings });
  });
}

async function converse(chat: Chat): Promise<void> {
  const { session, reader, call } = chat;
  const { terminal } = call;
  while (!session.isOver && !terminal.signal.aborted) {
    const line = await readLine(chat);
    // The shell's own prompt begins on a line of its own.
    if (line === undefined) return reader.isInteractive ? await terminal.line() : undefined;
    if (line.trim() === '') continue;
    await survive(call, () => respond(chat, line));
  }
}

/** Ctrl-C at the prompt leaves. */
async function readLine({ reader, call: { terminal } }: Chat): Promise<string | undefined> {
  using taken = terminal.takeInterrupts(() => {
    terminal.stop();
    reader[Symbol.dispose]();
  });
  void taken;
  return await reader.next();
}

/** What was refused is told, and the conversation goes on; what was not foreseen ends it. */
async function survive({ terminal, options }: Call, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RecycleError)) throw error;
    if (options.json === true) await terminal.line(errorLine(error));
    reportError(error, terminal, options.verbose === true);
  }
}

async function respond(chat: Chat, line: string): Promise<void> {
  const slash = parseSlash(line);
  if (slash === undefined) return await answer(chat, line);
  const { session, call } = chat;
  const { terminal, options } = call;
  const told = await runSlash(session, slash.name, slash.value);
  if (options.json === true) await terminal.line(commandLine(slash.name, told, session.conversation.turns.length));
  else if (told !== '') terminal.note(terminal.noteStyle.dim(told));
}

async function answer({ call, session, settings, reader }: Chat, question: string): Promise<void> {
  const { terminal, options } = call;
  const { conversation, model } = session;
  const stop = new AbortController();
  // The first Ctrl-C stops the answer, the second one the chat.
  using taken = terminal.takeInterrupts(() => (stop.signal.aborted ? terminal.stop() : stop.abort()));
  void taken;
  const rounds: Round[] = [];
  const view = viewOf(call, conversation.turns.length + 1);
  const result = await conversation.ask(
    question,
    { ...settings, signal: AbortSignal.any([stop.signal, terminal.signal]) },
    async (generation) => {
      const written = await writeAnswer(generation, view);
      rounds.push(...written.rounds);
      return written.result;
    },
  );
  if (options.json === true)
    await terminal.line(turnLine(model, { turn: conversation.turns.length, question, result }));
  else if (options['show-rounds'] === true)
    await terminal.write(roundsEnd(new RoundMarks(terminal.style), { result, rounds }));
  tellEnd(call, result, reader.isInteractive);
}

/** How a turn is shown: as text, as text with marks, or its rounds as lines of JSON. */
function viewOf({ terminal, options }: Call, turn: number): AnswerView {
  const { json: isJson = false, 'show-rounds': hasRounds = false } = options;
  if (isJson && !hasRounds) return { terminal, render: undefined };
  if (isJson) return { terminal, render: undefined, onRound: (round) => terminal.line(roundLine(turn, round)) };
  const marks = new RoundMarks(terminal.style);
  return {
    terminal,
    render: hasRounds ? marks.render.bind(marks) : ({ tokens }) => tokens.map(({ text }) => text).join(''),
  };
}

/** Why an answer ended, unless the model ended it. */
function tellEnd({ terminal, options }: Call, result: GenerationResult, isInteractive: boolean): void {
  const { dim } = terminal.noteStyle;
  const { finishReason } = result;
  if (finishReason === 'context-full')
    terminal.note(dim("(the model's context is full: /undo, /reset, or /save and begin anew)"));
  else if (isInteractive && (finishReason === 'max-tokens' || finishReason === 'aborted'))
    terminal.note(dim(`(${finishText(finishReason)})`));
  if (options.verbose === true) terminal.note(dim(shortSummary(result)));
}
