import { readFile } from 'node:fs/promises';
import { FileError } from '@recyclegpt/spec';

/** An object of a file, and where it stands, for messages. */
export interface JsonLine {
  readonly value: Readonly<Record<string, unknown>>;
  readonly where: string;
}

export interface JsonLinesOptions {
  /** The option that names the file. */
  readonly option: string;
  /** What a line looks like. */
  readonly form: string;
}

/** Reads a file with an object of JSON in each line. @throws FileError naming the line that has none, or no line at all */
export async function readJsonLines(file: string, { option, form }: JsonLinesOptions): Promise<readonly JsonLine[]> {
  const lines = (await readText(file, option)).split('\n');
  const found = lines.flatMap((line, index): JsonLine[] => {
    if (line.trim() === '') return [];
    const where = `${option} ${file}, line ${index + 1}`;
    return [{ value: parsed(line, where, form), where }];
  });
  if (found.length > 0) return found;
  throw new FileError({ what: 'A file is empty', where: `${option} ${file}`, expected: form });
}

async function readText(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new FileError({
      what: 'A file cannot be read',
      where: `${option} ${file}`,
      got: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function parsed(line: string, where: string, form: string): JsonLine['value'] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new FileError({ what: 'A line is not JSON', where, expected: form, got: line.slice(0, 80), cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonLine['value'];
  throw new FileError({ what: 'A line is no object', where, expected: form, got: line.slice(0, 80) });
}
