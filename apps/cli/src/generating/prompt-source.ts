import { ConfigError } from '@recyclegpt/spec';
import type { Call } from '../command.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type PromptLine, readPrompts } from './read-prompts.ts';

/** After this long without input somebody may be waiting for a prompt that never comes. */
const patienceMs = 2000;

/**
 * The prompts of a call: from words, `--prompt`, `--prompts`, or what is piped in.
 * `undefined` if none was given and standard input is a terminal.
 * @throws ConfigError if it comes from two sides at once, FileError for a file that cannot be read.
 */
export async function promptsOf({ options, words, terminal }: Call): Promise<readonly PromptLine[] | undefined> {
  const { prompt, prompts } = options;
  const given = [
    words.length > 0 && 'words',
    prompt !== undefined && '--prompt',
    prompts !== undefined && '--prompts',
  ].filter((name) => name !== false);
  if (given.length > 1)
    throw new ConfigError({ what: 'The prompt is given twice', where: given.join(' and '), expected: 'one of them' });
  if (prompts !== undefined) return await readPrompts(prompts);
  if (prompt !== undefined) return [{ prompt, id: undefined }];
  if (words.length > 0) return [{ prompt: words.join(' '), id: undefined }];
  if (terminal.stdin.isTTY === true) return undefined;
  return [{ prompt: await readAll(terminal), id: undefined }];
}

/** All of standard input; one line ending at its end is the shell's, not the text's. */
async function readAll(terminal: Terminal): Promise<string> {
  const timer = setTimeout(() => terminal.note('Waiting for a prompt on standard input …'), patienceMs);
  terminal.signal.addEventListener('abort', () => terminal.stdin.destroy(), { once: true });
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of terminal.stdin) {
      clearTimeout(timer);
      chunks.push(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
    }
    return await new Blob(chunks as Uint8Array<ArrayBuffer>[]).text().then((text) => text.replace(/\r?\n$/, ''));
  } finally {
    clearTimeout(timer);
  }
}
