import { ConfigError, type Tensor } from '@recyclegpt/spec';

/** A tensor to train. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Where a tensor lies in the one array that holds them all. */
export interface FlatSpan extends ParameterSpec {
  readonly offset: number;
  readonly length: number;
}

/**
 * Tensors behind each other in one float32 array: sessions are fed views of it, and an optimiser walks it as a whole.
 * Matrices come first, then vectors, since only matrices decay.
 */
export class FlatParameters {
  readonly data: Float32Array;
  readonly spans: ReadonlyMap<string, FlatSpan>;
  /** Elements of matrices; vectors follow. */
  readonly matrixLength: number;

  constructor(specs: readonly ParameterSpec[], data?: Float32Array) {
    const matrices = specs.filter(({ shape }) => shape.length > 1);
    const ordered = [...matrices, ...specs.filter(({ shape }) => shape.length < 2)];
    const spans = new Map<string, FlatSpan>();
    let offset = 0;
    let matrixLength = 0;
    for (const { name, shape } of ordered) {
      const length = shape.reduce((product, size) => product * size, 1);
      if (spans.has(name)) throw new ConfigError({ what: 'A parameter is there twice', where: name });
      spans.set(name, { name, shape, offset, length });
      offset += length;
      if (shape.length > 1) matrixLength = offset;
    }
    if (data !== undefined && data.length !== offset) {
      throw new ConfigError({ what: 'Parameters of another size', expected: `${offset}`, got: `${data.length}` });
    }
    this.spans = spans;
    this.matrixLength = matrixLength;
    this.data = data ?? new Float32Array(offset);
  }

  get length(): number {
    return this.data.length;
  }

  /** A view of a tensor. @throws ConfigError if there is none of this name. */
  view(name: string): Float32Array {
    const { offset, length } = this.#span(name);
    return this.data.subarray(offset, offset + length);
  }

  /** Views as feeds, by name. */
  feeds(): Record<string, Tensor> {
    const entries = [...this.spans.values()].map(({ name, shape }) => {
      return [name, { dtype: 'float32', shape, data: this.view(name) }] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Puts a tensor of this name in the place of what is there. */
  replace(name: string, values: Float32Array): void {
    this.view(name).set(values);
  }

  /** Adds a tensor of this name onto what is there. */
  accumulate(name: string, values: Float32Array): void {
    const target = this.view(name);
    for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + (values[i] as number);
  }

  /** Adds rows onto those of a matrix, in their order. An index may come several times. */
  accumulateRows(name: string, indices: BigInt64Array, rows: Float32Array): void {
    const target = this.view(name);
    const width = rows.length / indices.length;
    for (const [row, index] of indices.entries()) {
      const [from, to] = [row * width, Number(index) * width];
      for (let i = 0; i < width; i++) target[to + i] = (target[to + i] as number) + (rows[from + i] as number);
    }
  }

  #span(name: string): FlatSpan {
    const span = this.spans.get(name);
    if (span !== undefined) return span;
    throw new ConfigError({
      what: 'There is no such parameter',
      where: name,
      expected: [...this.spans.keys()].join(', '),
    });
  }
}
