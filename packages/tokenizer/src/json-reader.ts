import { TokenizerError } from '@recyclegpt/spec';

/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The error for a value of a tokenizer file that cannot be used. */
export function jsonError(where: string, expected: string, value: unknown): TokenizerError {
  const shown = JSON.stringify(value)?.slice(0, 100) ?? 'nothing';
  return new TokenizerError({
    what: 'The tokenizer file cannot be used',
    where,
    got: shown,
    expected,
    next: 'Check that it is the tokenizer.json of a Llama-family model, or use a GGUF file of the model.',
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws TokenizerError naming `where` if the value is no object; so do the functions below for their types. */
export function readObject(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw jsonError(where, 'an object', value);
}

export function readOptionalObject(value: unknown, where: string): JsonObject | undefined {
  return value === undefined || value === null ? undefined : readObject(value, where);
}

export function readArray(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw jsonError(where, 'an array', value);
}

export function readString(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw jsonError(where, 'a string', value);
}

/** `null` and a missing value count as false. */
export function readFlag(value: unknown, where: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  throw jsonError(where, 'true or false', value);
}

export function readTokenId(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw jsonError(where, 'a token id', value);
}
