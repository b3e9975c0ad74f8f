import type { GenerateOptions, GenerationResult, LanguageModel } from '@recyclegpt/core';
import { type RecycleError, TokenizerError } from '@recyclegpt/spec';
import { commonOptions, modelOptions, samplingOptions, schedulingOptions } from '../arguments/option-definitions.ts';
import { ChatSession } from '../chatting/chat-session.ts';
import { parseSlash, runSlash } from '../chatting/slash-commands.ts';
import type { Call, Command } from '../command.ts';
import { generationOptions } from '../generating/generation-options.ts';
import { RoundMarks } from '../generating/round-marks.ts';
import { finishText, shortSummary } from '../generating/summary.ts';
import { withModel } from '../generating/with-model.ts';
import { writeAnswer } from '../generating/write-answer.ts';
import { reportError } from '../report-error.ts';
import { LineReader } from '../terminal/line-reader.ts';

/** `recyclegpt chat` */
export const chat: Command = {
  name: 'chat',
  usage: '[options]',
  about: [
    'Each line is a question; piped lines are answered one by one. What was read once is not read again.',
    '/undo takes the last turn back, /fork keeps a copy for /switch, /save FILE and /load FILE, /system TEXT, /reset, /help,',
    '/exit. Ctrl-C stops an answer; a second one leaves. With --raw lines are plain text for the model to write on from.',
  ],
  options: [
    'system',
    'raw',
    'max-tokens',
    ...modelOptions,
    ...samplingOptions,
    ...schedulingOptions,
    'show-rounds',
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
    const { raw = false, system } = call.options;
    if (!raw && model.chatTemplate === undefined) throw withoutTemplate(model);
    using session = new ChatSession(model, { isRaw: raw, system });
    using reader = new LineReader(call.terminal, call.terminal.style.bold('> '));
    if (reader.isInteractive)
      call.terminal.note(
        call.terminal.noteStyle.dim(
          `${model.facts.name}, ${model.facts.precision}. /help lists what else you can do, /exit leaves.`,
        ),
      );
    await converse({ call, session, reader, settings });
  });
}

function withoutTemplate({ facts }: LanguageModel): TokenizerError {
  return new TokenizerError({
    what: 'The model has no chat template, so it does not know questions from answers',
    where: facts.name,
    next: 'Use `recyclegpt chat --raw` to write a text with it line by line, or a model made for conversations: recyclegpt pull smollm2',
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
    if (!(error instanceof Error && 'details' in error)) throw error;
    reportError(error as RecycleError, terminal, options.verbose === true);
  }
}

async function respond(chat: Chat, line: string): Promise<void> {
  const slash = parseSlash(line);
  if (slash === undefined) return await answer(chat, line);
  const told = await runSlash(chat.session, slash.name, slash.value);
  if (told !== '') chat.call.terminal.note(chat.call.terminal.noteStyle.dim(told));
}

async function answer({ call, session, settings, reader }: Chat, question: string): Promise<void> {
  const { terminal, options } = call;
  const stop = new AbortController();
  // The first Ctrl-C stops the answer, the second one the chat.
  using taken = terminal.takeInterrupts(() => (stop.signal.aborted ? terminal.stop() : stop.abort()));
  void taken;
  const marks = new RoundMarks(terminal.style);
  const result = await session.conversation.ask(
    question,
    { ...settings, signal: AbortSignal.any([stop.signal, terminal.signal]) },
    async (generation) => {
      const render = options['show-rounds'] === true ? marks.render.bind(marks) : undefined;
      return (
        await writeAnswer(generation, {
          terminal,
          render: render ?? (({ tokens }) => tokens.map(({ text }) => text).join('')),
        })
      ).result;
    },
  );
  tellEnd(call, result, reader.isInteractive);
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
