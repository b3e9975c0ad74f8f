import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ConfigError, FileError } from '@recyclegpt/spec';

/** A line of a file of prompts. */
export interface PromptLine {
  readonly prompt: string;
  /** As in the file, if it has one. */
  readonly id: string | number | undefined;
}

/** Reads the file of `--prompts`, one JSON object a line. @throws FileError naming the line that cannot be used. */
export async function readPrompts(file: string): Promise<readonly PromptLine[]> {
  const prompts: PromptLine[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() !== '') prompts.push(promptOf(line, `--prompts ${file}, line ${number}`));
    }
  } catch (cause) {
    if (FileError.isInstance(cause)) throw cause;
    throw new FileError({
      what: 'The file of prompts cannot be read',
      where: `--prompts ${file}`,
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
  if (prompts.length === 0)
    throw new ConfigError({ what: 'The file of prompts is empty', where: `--prompts ${file}`, expected: form });
  return prompts;
}

const form = 'one JSON object a line with the field "prompt", as in {"prompt": "Hello"}';

function promptOf(line: string, where: string): PromptLine {
  const value = parsed(line, where);
  const isObject = typeof value === 'object' && value !== null;
  const { prompt, id }: { prompt?: unknown; id?: unknown } = isObject ? value : {};
  if (typeof prompt !== 'string')
    throw new FileError({ what: 'A line has no prompt', where, expected: form, got: line.slice(0, 80) });
  return { prompt, id: typeof id === 'string' || typeof id === 'number' ? id : undefined };
}

function parsed(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new FileError({ what: 'A line is not JSON', where, expected: form, got: line.slice(0, 80), cause });
  }
}
