import { type DType, GraphError, type SlotBinding, type Tensor } from '@recyclegpt/spec';
import {
  type AttributeProto,
  TensorProto_DataLocation as DataLocation,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf';
import { decodeModel } from './decode-model.ts';
import type { Shape } from './dim.ts';
import { apply, constant, type Graph, input, int64s, parameter, scalar, type Value } from './graph.ts';
import { dtypeOf, slotsKey } from './onnx-types.ts';
import { type AttributeValue, isOpType, type OpType, schemaOf } from './operators.ts';
import { parseSlots } from './parse-slots.ts';
import { tensorFromProto } from './tensor-proto.ts';
import type { ParameterLayout } from './to-onnx.ts';

/** A graph read from ONNX, and where its weights lie. */
export interface ReadOnnx {
  readonly graph: Graph;
  readonly parameters: readonly ParameterLayout[];
}

/** How an ONNX file is read. */
export interface FromOnnxOptions {
  /** What to call the file in messages. */
  readonly name?: string;
  /** Inputs to read as constants: shapes and axes that a graph leaves open. */
  readonly constants?: ReadonlyMap<string, Tensor>;
}

const utf8 = new TextDecoder();

/**
 * Reads an ONNX model that consists of operators of the table.
 * @throws GraphError for damaged bytes, operators or types that are not known here, and graphs that are not well formed.
 */
export function fromOnnx(
  bytes: Uint8Array,
  { name = 'an ONNX model', constants = new Map() }: FromOnnxOptions = {},
): ReadOnnx {
  const model = decodeModel(bytes, name);
  const { graph } = model;
  if (graph === undefined) throw new GraphError({ what: 'The model has no graph', where: name });
  const values = new Map<string, Value>();
  const parameters = readInitializers(graph, values);
  const inputs = readInputs(graph, values, constants);
  const declared = new Map(graph.valueInfo.map((info) => [info.name, info]));
  for (const node of graph.node) readNode(node, values, declared);
  const outputs = graph.output.map((info) => ({ name: info.name, value: lookUp(values, info.name, 'graph output') }));
  const { slots, metadata } = readMetadata(model);
  return { graph: { name: graph.name, inputs, outputs, slots, metadata }, parameters };
}

function lookUp(values: ReadonlyMap<string, Value>, name: string, where: string): Value {
  const value = values.get(name);
  if (value === undefined)
    throw new GraphError({ what: `Nothing is called "${name}"`, where, expected: 'nodes after their inputs' });
  return value;
}

function readInitializers(graph: GraphProto, values: Map<string, Value>): readonly ParameterLayout[] {
  const parameters: ParameterLayout[] = [];
  for (const tensor of graph.initializer) {
    if (tensor.dataLocation !== DataLocation.EXTERNAL) {
      values.set(tensor.name, constant(tensorFromProto(tensor)));
      continue;
    }
    const layout = readLayout(tensor);
    parameters.push(layout);
    values.set(tensor.name, parameter(layout.name, layout.dtype, layout.shape, layout.storage));
  }
  return parameters;
}

function knownType(onnxType: number, where: string): DType {
  const dtype = dtypeOf(onnxType);
  if (dtype === undefined) throw new GraphError({ what: `Element type ${onnxType} is not used here`, where });
  return dtype;
}

/** A number of ONNX's 64 bits. @throws GraphError where JavaScript's 53 do not hold it. */
function integer(value: bigint, where: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new GraphError({ what: 'A number is too large', where, got: `${value}` });
  return number;
}

function size(value: bigint, where: string): number {
  const number = integer(value, where);
  if (number < 0) throw new GraphError({ what: 'A size is negative', where, got: `${number}` });
  return number;
}

function readLayout(tensor: TensorProto): ParameterLayout {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const offset = Number(entries.get('offset') ?? 0);
  const sizeBytes = Number(entries.get('length') ?? Number.NaN);
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(sizeBytes) || offset < 0 || sizeBytes < 0) {
    throw new GraphError({ what: 'An external tensor has no usable offset and length', where: tensor.name });
  }
  const storage = `${entries.get('location') ?? ''}@${offset}`;
  return {
    name: tensor.name,
    storage,
    dtype: knownType(tensor.dataType, tensor.name),
    shape: tensor.dims.map((dim) => size(dim, tensor.name)),
    offset,
    sizeBytes,
  };
}

function readInputs(
  graph: GraphProto,
  values: Map<string, Value>,
  constants: ReadonlyMap<string, Tensor>,
): readonly Value[] {
  const inputs: Value[] = [];
  for (const info of graph.input) {
    if (values.has(info.name)) continue;
    const fixed = constants.get(info.name);
    if (fixed !== undefined) {
      values.set(info.name, constant(fixed));
      continue;
    }
    const { dtype, shape } = typeOf(info);
    const value = input(info.name, dtype, shape);
    values.set(info.name, value);
    inputs.push(value);
  }
  return inputs;
}

function typeOf(info: ValueInfoProto): { dtype: DType; shape: Shape } {
  const type = info.type?.value;
  if (type?.case !== 'tensorType') throw new GraphError({ what: 'Only tensors are known here', where: info.name });
  const shape = (type.value.shape?.dim ?? []).map((dim, axis) => {
    if (dim.value.case === 'dimValue') return size(dim.value.value, info.name);
    return dim.value.case === 'dimParam' && dim.value.value !== '' ? dim.value.value : `${info.name}_${axis}`;
  });
  return { dtype: knownType(type.value.elemType, info.name), shape };
}

function readNode(node: NodeProto, values: Map<string, Value>, declared: ReadonlyMap<string, ValueInfoProto>): void {
  if (node.opType === 'Constant') {
    values.set(node.output[0] ?? '', readConstant(node));
    return;
  }
  const { opType: op } = node;
  if (!isOpType(op) || (node.domain !== schemaOf(op).domain && node.domain !== 'ai.onnx')) {
    throw new GraphError({
      what: `Operator ${node.domain === '' ? '' : `${node.domain}.`}${op} is not known here`,
      where: node.name,
    });
  }
  const given = node.input.map((name) => (name === '' ? undefined : lookUp(values, name, node.name)));
  const oldAxes = node.attribute.find(({ name }) => isOldAxes(op, name));
  const inputs =
    oldAxes === undefined ? given : [...given, int64s(oldAxes.ints.map((axis) => integer(axis, node.name)))];
  const infos = node.output.map((name) => declared.get(name));
  const declaredShapes = infos.every((info) => info !== undefined)
    ? infos.map((info) => typeOf(info).shape)
    : undefined;
  const outputs = apply(op, inputs, {
    attributes: readAttributes(op, node),
    ...(declaredShapes === undefined ? {} : { declaredShapes }),
  });
  for (const [index, name] of node.output.entries()) {
    const value = outputs[index];
    if (name !== '' && value !== undefined) values.set(name, value);
  }
}

function readConstant({ name: where, attribute }: NodeProto): Value {
  const [value] = attribute;
  switch (value?.name) {
    case 'value':
      if (value.t !== undefined) return constant(tensorFromProto(value.t));
      break;
    case 'value_float':
      return scalar(value.f);
    case 'value_floats':
      return constant({ dtype: 'float32', shape: [value.floats.length], data: Float32Array.from(value.floats) });
    case 'value_int':
      return constant({ dtype: 'int64', shape: [], data: BigInt64Array.of(value.i) });
    case 'value_ints':
      return constant({ dtype: 'int64', shape: [value.ints.length], data: BigInt64Array.from(value.ints) });
  }
  throw new GraphError({ what: 'Only constants of numbers are known here', where, got: value?.name });
}

/** Attributes of older or newer operator sets that change nothing for the types used here. */
function isIrrelevant(op: OpType, name: string): boolean {
  return op === 'Cast' && name === 'saturate';
}

function readAttributes(op: OpType, node: NodeProto): Record<string, AttributeValue> {
  const schema = schemaOf(op).attributes;
  const attributes: Record<string, AttributeValue> = {};
  for (const proto of node.attribute) {
    if (isIrrelevant(op, proto.name) || isOldAxes(op, proto.name)) continue;
    const kind = schema[proto.name]?.kind;
    if (kind === undefined)
      throw new GraphError({ what: `Attribute "${proto.name}" of ${op} is not known here`, where: node.name });
    attributes[proto.name] = attributeValue(kind, proto);
  }
  if (op === 'Split' && node.attribute.every(({ name }) => name !== 'num_outputs') && node.input.length < 2) {
    attributes['num_outputs'] = node.output.length;
  }
  return attributes;
}

/** Up to opset 12 (sums) and 17 (other reductions) axes were an attribute; now they are an input. */
function isOldAxes(op: OpType, name: string): boolean {
  return name === 'axes' && (op === 'ReduceMax' || op === 'ReduceMean' || op === 'ReduceSum');
}

function attributeValue(kind: 'int' | 'ints' | 'float' | 'string' | 'dtype', proto: AttributeProto): AttributeValue {
  switch (kind) {
    case 'int':
      return integer(proto.i, proto.name);
    case 'ints':
      return proto.ints.map((value) => integer(value, proto.name));
    case 'float':
      return proto.f;
    case 'string':
      return utf8.decode(proto.s);
    case 'dtype':
      return knownType(Number(proto.i), proto.name);
    default:
      return kind satisfies never;
  }
}

function readMetadata({ metadataProps }: ModelProto): {
  slots: readonly SlotBinding[];
  metadata: Record<string, string>;
} {
  const { [slotsKey]: slots, ...metadata } = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
  return { slots: slots === undefined ? [] : parseSlots(slots), metadata };
}
