import { readFile } from 'node:fs/promises';
import { FileError } from '@recyclegpt/spec';
import { nearestName } from '../arguments/nearest-name.ts';
import { formatBytes, plural } from '../terminal/format.ts';
import { tableLines } from '../terminal/table.ts';
import { writeAtomically } from '../terminal/write-atomically.ts';
import type { ChatSession } from './chat-session.ts';
import { Conversation } from './conversation.ts';

interface SlashCommand {
  /** What stands after the name. */
  readonly value?: string;
  readonly about: string;
  /** Returns what to tell. @throws what the user is told while the conversation goes on. */
  readonly run: (session: ChatSession, value: string) => string | Promise<string>;
}

const commands: Readonly<Record<string, SlashCommand>> = {
  undo: { about: 'take the last question and answer back', run: undo },
  fork: { about: 'keep a copy of the conversation as it is', run: fork },
  switch: { about: 'go to the copy, and keep this one in its place', run: (session) => exchange(session) },
  save: { value: 'FILE', about: 'write conversation and state to a file', run: save },
  load: { value: 'FILE', about: 'go on with a saved conversation', run: load },
  system: { value: 'TEXT', about: 'set the system message; without TEXT remove it', run: setSystem },
  reset: { about: 'begin anew', run: reset },
  help: { about: 'this list', run: () => helpText() },
  exit: { about: 'leave', run: leave },
};

/** Splits `/name value`; `undefined` if the line is no command: paths such as /usr/bin are questions. */
export function parseSlash(line: string): { readonly name: string; readonly value: string } | undefined {
  const match = /^\/([a-z?]+)(?:\s+(.*))?$/i.exec(line.trim());
  return match === null ? undefined : { name: (match[1] ?? '').toLowerCase(), value: (match[2] ?? '').trim() };
}

/** Runs a command and returns what to tell. @throws as the command does. */
export async function runSlash(session: ChatSession, name: string, value: string): Promise<string> {
  const known = name === '?' ? 'help' : name === 'quit' ? 'exit' : name;
  const command = Object.hasOwn(commands, known) ? commands[known] : undefined;
  if (command === undefined) {
    const nearest = nearestName(name, Object.keys(commands));
    return `There is no /${name}. ${nearest === undefined ? 'See /help.' : `Did you mean /${nearest}?`}`;
  }
  if (command.value === 'FILE' && value === '') return `/${known} needs a file: /${known} fox.chat`;
  if (command.value === undefined && value !== '') return `/${known} takes nothing after it.`;
  return await command.run(session, value);
}

function helpText(): string {
  const rows = Object.entries(commands).map(([name, { value, about }]) => [
    `/${name}${value === undefined ? '' : ` ${value}`}`,
    about,
  ]);
  return tableLines(rows).join('\n');
}

/** Where the conversation stands. */
function standing({ turns, numTokens }: Conversation): string {
  return `${plural(turns.length, 'turn')}, ${plural(numTokens, 'token')}`;
}

function undo({ conversation }: ChatSession): string {
  const turn = conversation.undo();
  return turn === undefined
    ? 'There is nothing to undo.'
    : `Undone: ${JSON.stringify(turn.question)}. Now ${standing(conversation)}.`;
}

function fork(session: ChatSession): string {
  const before = session.kept;
  session.keep(session.conversation.fork());
  return `Kept a copy of ${standing(session.conversation)}${before ? ' in place of the one before' : ''}. /switch goes to it.`;
}

function exchange(session: ChatSession): string {
  if (!session.exchange()) return 'There is no copy to switch to: /fork keeps one.';
  const last = session.conversation.turns.at(-1);
  return `Switched: ${standing(session.conversation)}${last === undefined ? '' : `, last question ${JSON.stringify(last.question)}`}.`;
}

async function save({ conversation }: ChatSession, file: string): Promise<string> {
  const bytes = await conversation.save();
  await writeAtomically(file, bytes);
  return `Saved ${standing(conversation)} to ${file} (${formatBytes(bytes.length)}).`;
}

async function load(session: ChatSession, file: string): Promise<string> {
  const restored = Conversation.restore(session.model, await readChatFile(file), file);
  if (restored.isRaw !== session.conversation.isRaw) {
    restored.dispose();
    const how = restored.isRaw ? 'with --raw' : 'without --raw';
    throw new FileError({
      what: 'This conversation is of another kind',
      where: file,
      next: `Start \`recyclegpt chat\` ${how} to go on with it.`,
    });
  }
  session.replace(restored);
  return `Loaded ${standing(restored)}.`;
}

async function readChatFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new FileError({
      what: 'The file cannot be read',
      where: file,
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function setSystem({ conversation }: ChatSession, text: string): string {
  if (conversation.isRaw) return 'Plain text has no system message.';
  conversation.system = text === '' ? undefined : text;
  return `${text === '' ? 'No system message' : 'System message set'}; the conversation is read again with the next question.`;
}

function reset({ conversation }: ChatSession): string {
  conversation.reset();
  return 'A new conversation.';
}

function leave(session: ChatSession): string {
  session.isOver = true;
  return '';
}
