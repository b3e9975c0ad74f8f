import { ConfigError } from '@recyclegpt/spec';

/** What JSON can hold and give back unchanged. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * Makes sure that a value comes back from JSON as it was: `JSON.stringify` would make `null` of NaN and drop functions.
 * @throws ConfigError naming the place at fault
 */
export function checkJson(value: unknown, where: string): void {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkJson(item, `${where}[${index}]`);
    return;
  }
  if (typeof value === 'object' && isPlain(value)) {
    for (const [key, item] of Object.entries(value)) if (item !== undefined) checkJson(item, `${where}.${key}`);
    return;
  }
  throw new ConfigError({
    what: 'This cannot be saved in a checkpoint',
    where,
    got: typeof value === 'object' ? `an instance of ${value.constructor.name}` : String(value),
    expected: 'null, a boolean, a finite number, a string, an array or a plain object',
    next: 'Save arrays of numbers as tensors.',
  });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
