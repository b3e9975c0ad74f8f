import { TokenizerError } from '@recyclegpt/spec';

const next = 'The file is damaged or was converted wrongly: download or convert it again.';

function describe(value: unknown): string {
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 60))}`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'an array';
  if (typeof value === 'object') return value === null ? 'null' : 'an object';
  return `${typeof value} ${String(value)}`;
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Reads typed values from the metadata of a GGUF file; `undefined` where an optional key is missing. */
export class GgufMetadataReader {
  readonly #metadata: ReadonlyMap<string, unknown>;
  readonly #prefix: string;

  constructor(metadata: ReadonlyMap<string, unknown>, prefix: string) {
    this.#metadata = metadata;
    this.#prefix = prefix;
  }

  /** @throws TokenizerError if the key has another type; so do the methods below. */
  string(key: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#wrong(key, 'a string', describe(value));
  }

  boolean(key: string): boolean | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.#wrong(key, 'a boolean', describe(value));
  }

  requiredString(key: string): string {
    const value = this.string(key);
    if (value === undefined) throw this.#wrong(key, 'a string', 'nothing');
    return value;
  }

  strings(key: string): readonly string[] | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrong(key, 'an array of strings', describe(value));
    const items: readonly unknown[] = value;
    const wrong = items.findIndex((item) => typeof item !== 'string');
    if (wrong >= 0) throw this.#wrong(`${key}[${wrong}]`, 'a string', describe(items[wrong]));
    return items as readonly string[];
  }

  requiredStrings(key: string): readonly string[] {
    const value = this.strings(key);
    if (value === undefined) throw this.#wrong(key, 'an array of strings', 'nothing');
    return value;
  }

  /** Numbers of any numeric type; `length` of them. */
  numbers(key: string, length: number): ArrayLike<number> | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && 'length' in value)) {
      throw this.#wrong(key, 'an array of numbers', describe(value));
    }
    const items = value as ArrayLike<unknown>;
    if (items.length !== length) throw this.#wrong(key, `${length} numbers, one a token`, String(items.length));
    const numbers = new Float64Array(length);
    for (let index = 0; index < length; index++) {
      const item = items[index];
      const number = isNumeric(item) ? Number(item) : Number.NaN;
      if (Number.isNaN(number)) throw this.#wrong(`${key}[${index}]`, 'a number', describe(item));
      numbers[index] = number;
    }
    return numbers;
  }

  /** An integer from 0 up to, not including, `limit`. */
  index(key: string, limit: number): number | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const number = isNumeric(value) ? Number(value) : Number.NaN;
    if (Number.isInteger(number) && number >= 0 && number < limit) return number;
    throw this.#wrong(key, `a token id below ${limit}`, describe(value));
  }

  #get(key: string): unknown {
    return this.#metadata.get(this.#prefix + key);
  }

  #wrong(key: string, expected: string, got: string): TokenizerError {
    return new TokenizerError({
      what: 'The metadata has no usable vocabulary',
      where: this.#prefix + key,
      got,
      expected,
      next,
    });
  }
}
