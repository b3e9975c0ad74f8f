import type { SlotBinding } from '@recyclegpt/spec';

/*
 * A writer of small ONNX models, field by field after onnx.proto, so that backends are tested with files that the
 * tensor package did not make.
 */

const utf8 = new TextEncoder();

const elementTypes = { float32: 1, int64: 7 } as const;

interface Declared {
  readonly name: string;
  readonly dtype: keyof typeof elementTypes;
  readonly shape: readonly (number | string)[];
}

/** A tensor with its values inside of the model, or its place in the weights file. */
export type TinyTensor = Declared & { readonly shape: readonly number[] } & (
    | { readonly values: readonly number[] }
    | { readonly offset: number; readonly sizeBytes: number }
  );

export interface TinyNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integer attributes. */
  readonly attributes?: Readonly<Record<string, number>>;
}

export interface TinyModel {
  readonly inputs: readonly Declared[];
  readonly outputs: readonly Declared[];
  readonly tensors: readonly TinyTensor[];
  readonly nodes: readonly TinyNode[];
  readonly slots?: readonly SlotBinding[];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

/** A field that is a number. */
function int(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

/** A field that is text, bytes or a message. */
function bytes(field: number, content: string | ArrayLike<number>): number[] {
  const data = typeof content === 'string' ? utf8.encode(content) : content;
  return [...varint(field * 8 + 2), ...varint(data.length), ...Array.from(data)];
}

function entry(key: string, value: string): number[] {
  return [...bytes(1, key), ...bytes(2, value)];
}

function declared({ name, dtype, shape }: Declared): number[] {
  const dims = shape.flatMap((size) => bytes(1, typeof size === 'number' ? int(1, size) : bytes(2, size)));
  const type = bytes(1, [...int(1, elementTypes[dtype]), ...bytes(2, dims)]);
  return [...bytes(1, name), ...bytes(2, type)];
}

function tensor(declaration: TinyTensor): number[] {
  const { name, dtype, shape } = declaration;
  const head = [...shape.flatMap((size) => int(1, Number(size))), ...int(2, elementTypes[dtype]), ...bytes(8, name)];
  if ('values' in declaration) {
    const { values } = declaration;
    const data = dtype === 'int64' ? BigInt64Array.from(values, BigInt) : Float32Array.from(values);
    return [...head, ...bytes(9, new Uint8Array(data.buffer))];
  }
  const place = { location: 'weights.bin', offset: `${declaration.offset}`, length: `${declaration.sizeBytes}` };
  return [...head, ...Object.entries(place).flatMap(([key, value]) => bytes(13, entry(key, value))), ...int(14, 1)];
}

function node({ op, inputs, outputs, attributes = {} }: TinyNode): number[] {
  return [
    ...inputs.flatMap((name) => bytes(1, name)),
    ...outputs.flatMap((name) => bytes(2, name)),
    ...bytes(4, op),
    ...Object.entries(attributes).flatMap(([name, value]) =>
      bytes(5, [...bytes(1, name), ...int(3, value), ...int(20, 2)]),
    ),
  ];
}

/** A serialised ModelProto of operator set 21. Weights lie in `weights.bin`. */
export function tinyOnnx({ inputs, outputs, tensors, nodes, slots = [] }: TinyModel): Uint8Array {
  const graph = [
    ...nodes.flatMap((each) => bytes(1, node(each))),
    ...bytes(2, 'tiny'),
    ...tensors.flatMap((each) => bytes(5, tensor(each))),
    ...inputs.flatMap((each) => bytes(11, declared(each))),
    ...outputs.flatMap((each) => bytes(12, declared(each))),
  ];
  return Uint8Array.from([
    ...int(1, 10),
    ...bytes(2, 'recyclegpt testing'),
    ...bytes(7, graph),
    ...bytes(8, [...bytes(1, ''), ...int(2, 21)]),
    ...bytes(14, entry('recyclegpt.slots', JSON.stringify(slots))),
  ]);
}
