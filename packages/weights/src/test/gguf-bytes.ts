/** Writes small GGUF files for tests, well formed or not. */
export type TestValue =
  | {
      readonly type: 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'float32' | 'float64';
      readonly value: number;
    }
  | { readonly type: 'uint64' | 'int64'; readonly value: bigint }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string | Uint8Array }
  | { readonly type: 'array'; readonly of: TestValue['type']; readonly value: readonly TestValue[] };

export interface TestTensor {
  readonly name: string;
  /** Row-major. */
  readonly shape: readonly number[];
  /** Number of the type. */
  readonly type: number;
  readonly bytes: Uint8Array;
  /** Instead of the right offset. */
  readonly offset?: number;
}

export interface TestGguf {
  readonly version?: number;
  readonly magic?: string;
  readonly metadata?: Readonly<Record<string, TestValue>>;
  readonly tensors?: readonly TestTensor[];
  readonly alignment?: number;
}

const typeNumbers = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const;

class Writer {
  readonly chunks: Uint8Array[] = [];
  size = 0;

  put(bytes: Uint8Array): void {
    this.chunks.push(bytes);
    this.size += bytes.length;
  }

  fixed(length: number, write: (view: DataView) => void): void {
    const bytes = new Uint8Array(length);
    write(new DataView(bytes.buffer));
    this.put(bytes);
  }

  uint32(value: number): void {
    this.fixed(4, (view) => view.setUint32(0, value, true));
  }

  uint64(value: number | bigint): void {
    this.fixed(8, (view) => view.setBigUint64(0, BigInt(value), true));
  }

  text(value: string | Uint8Array): void {
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    this.uint64(bytes.length);
    this.put(bytes);
  }

  value(value: TestValue): void {
    switch (value.type) {
      case 'uint8':
        this.fixed(1, (view) => view.setUint8(0, value.value));
        break;
      case 'int8':
        this.fixed(1, (view) => view.setInt8(0, value.value));
        break;
      case 'uint16':
        this.fixed(2, (view) => view.setUint16(0, value.value, true));
        break;
      case 'int16':
        this.fixed(2, (view) => view.setInt16(0, value.value, true));
        break;
      case 'uint32':
        this.uint32(value.value);
        break;
      case 'int32':
        this.fixed(4, (view) => view.setInt32(0, value.value, true));
        break;
      case 'float32':
        this.fixed(4, (view) => view.setFloat32(0, value.value, true));
        break;
      case 'float64':
        this.fixed(8, (view) => view.setFloat64(0, value.value, true));
        break;
      case 'uint64':
        this.uint64(value.value);
        break;
      case 'int64':
        this.fixed(8, (view) => view.setBigInt64(0, value.value, true));
        break;
      case 'bool':
        this.fixed(1, (view) => view.setUint8(0, value.value ? 1 : 0));
        break;
      case 'string':
        this.text(value.value);
        break;
      case 'array':
        this.uint32(typeNumbers[value.of]);
        this.uint64(value.value.length);
        for (const item of value.value) this.value(item);
        break;
      default:
        value satisfies never;
    }
  }

  padTo(alignment: number): void {
    this.put(new Uint8Array((alignment - (this.size % alignment)) % alignment));
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.size);
    let at = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }
}

export function ggufBytes({
  version = 3,
  magic = 'GGUF',
  metadata = {},
  tensors = [],
  alignment = 32,
}: TestGguf): Uint8Array {
  const writer = new Writer();
  writer.put(new TextEncoder().encode(magic));
  writer.uint32(version);
  writer.uint64(tensors.length);
  writer.uint64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    writer.text(key);
    writer.uint32(typeNumbers[value.type]);
    writer.value(value);
  }
  const data = new Writer();
  for (const tensor of tensors) {
    writer.text(tensor.name);
    writer.uint32(tensor.shape.length);
    for (const length of [...tensor.shape].reverse()) writer.uint64(length);
    writer.uint32(tensor.type);
    data.padTo(alignment);
    writer.uint64(tensor.offset ?? data.size);
    data.put(tensor.bytes);
  }
  if (tensors.length > 0) writer.padTo(alignment);
  writer.put(data.bytes());
  return writer.bytes();
}

export const text = (value: string | Uint8Array): TestValue => ({ type: 'string', value });
export const uint32 = (value: number): TestValue => ({ type: 'uint32', value });
export const float32 = (value: number): TestValue => ({ type: 'float32', value });
