import { FileError } from '@recyclegpt/spec';

/** Largest value of a dimension: beyond it products of dimensions are no longer exact. */
const largestInteger = 2 ** 31 - 1;

/** Typed look-ups in the metadata of a model file. `null` counts as absent, as in Hugging Face's configs. */
export class ConfigKeys {
  /** What to call the file in messages. */
  readonly file: string;
  readonly #lookUp: (key: string) => unknown;

  constructor(file: string, lookUp: (key: string) => unknown) {
    this.file = file;
    this.#lookUp = lookUp;
  }

  has(key: string): boolean {
    return (this.#lookUp(key) ?? undefined) !== undefined;
  }

  /** @throws FileError if the key is absent or no positive integer */
  integer(key: string): number {
    const value = this.#lookUp(key);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= largestInteger) return value;
    throw this.error(key, value, 'a positive integer');
  }

  integerOr<T>(key: string, fallback: T): number | T {
    return this.has(key) ? this.integer(key) : fallback;
  }

  /** A finite number; one that is a float exactly is told by its shortest decimal: 1e-5, not 9.999999747378752e-6. */
  number(key: string): number {
    const value = this.#lookUp(key);
    if (typeof value === 'number' && Number.isFinite(value)) return shortest(value);
    throw this.error(key, value, 'a finite number');
  }

  numberOr<T>(key: string, fallback: T): number | T {
    return this.has(key) ? this.number(key) : fallback;
  }

  flagOr(key: string, fallback: boolean): boolean {
    const value = this.#lookUp(key) ?? fallback;
    if (typeof value === 'boolean') return value;
    throw this.error(key, value, 'true or false');
  }

  text(key: string): string {
    const value = this.#lookUp(key);
    if (typeof value === 'string') return value;
    throw this.error(key, value, 'a text');
  }

  textOr<T>(key: string, fallback: T): string | T {
    return this.has(key) ? this.text(key) : fallback;
  }

  /** Tells the file, the key, what it holds and what it should. */
  error(key: string, value: unknown, expected: string): FileError {
    return new FileError({
      what: 'the model file has a value that cannot be used',
      where: `${this.file}, key ${key}`,
      got: value === undefined ? 'nothing' : shown(value),
      expected,
      next: 'Use a model of the Llama family: llama, mistral, qwen2 or qwen3.',
    });
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function shortest(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 1; digits <= 8; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}
