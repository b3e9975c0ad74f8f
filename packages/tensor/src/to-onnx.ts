import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { bytesPerElement, type DType, GraphError, type Tensor } from '@recyclegpt/spec';
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  TensorProto_DataLocation as DataLocation,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from 'onnx-buf';
import type { Shape } from './dim.ts';
import { type Graph, graphNodes, type Node, type OperatorNode, type ParameterNode, type Value } from './graph.ts';
import { onnxTypes, slotsKey } from './onnx-types.ts';
import { type AttributeValue, schemaOf } from './operators.ts';
import { replaceAbsent } from './replace-absent.ts';

/** Where a parameter's bytes lie in the weights file. */
export interface ParameterLayout {
  readonly name: string;
  readonly storage: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly sizeBytes: number;
}

/** A serialised graph and the plan of its weights file. */
export interface OnnxGraph {
  readonly bytes: Uint8Array;
  readonly parameters: readonly ParameterLayout[];
  /** Size of the weights file. */
  readonly weightsBytes: number;
}

/** For which backend a graph is emitted. */
export interface ToOnnxOptions {
  readonly opset?: number;
  /** Name of the weights file as the graph refers to it. */
  readonly location?: string;
  /** See `GraphProfile`: other operators are emitted in the place of these. */
  readonly absentOperators?: readonly string[];
}

/** Offsets of tensors are multiples of this: a cache line. */
const alignment = 64;
const utf8 = new TextEncoder();

/**
 * Serialises a graph as ONNX. Constants are part of it; parameters refer to a weights file by offset, those of one
 * storage name to the same bytes.
 */
export function toOnnx(
  whole: Graph,
  { opset = 21, location = 'weights.bin', absentOperators = [] }: ToOnnxOptions = {},
): OnnxGraph {
  const graph = replaceAbsent(whole, absentOperators);
  const nodes = graphNodes(graph);
  const names = nameValues(graph, nodes);
  const parameters = layOut(nodes.filter((node) => node.kind === 'parameter'));
  const model = create(ModelProtoSchema, {
    irVersion: 10n,
    producerName: 'recyclegpt',
    opsetImport: [
      { domain: '', version: BigInt(opset) },
      { domain: 'com.microsoft', version: 1n },
    ],
    metadataProps: Object.entries({ ...graph.metadata, [slotsKey]: JSON.stringify(graph.slots) }).map(
      ([key, value]) => ({ key, value }),
    ),
    graph: graphProto(graph, nodes, { names, parameters, location }),
  });
  return {
    bytes: toBinary(ModelProtoSchema, model),
    parameters,
    weightsBytes: parameters.reduce((end, { offset, sizeBytes }) => Math.max(end, offset + sizeBytes), 0),
  };
}

/** Names of all values: public ones for inputs, parameters and outputs, numbers for the rest. */
function nameValues(graph: Graph, nodes: readonly Node[]): ReadonlyMap<Value, string> {
  const names = new Map<Value, string>();
  for (const value of graph.inputs) names.set(value, publicName(value));
  for (const node of nodes)
    if (node.kind === 'input' || node.kind === 'parameter') names.set(node.outputs[0], node.name);
  for (const { name, value } of graph.outputs) {
    if (names.has(value))
      throw new GraphError({ what: 'An output needs a value of its own', where: name, next: 'Wrap it in Identity.' });
    names.set(value, name);
  }
  let next = 0;
  for (const node of nodes) {
    for (const value of node.outputs) {
      if (names.has(value)) continue;
      names.set(value, node.kind === 'operator' ? `${node.op}_${next}` : `constant_${next}`);
      next += 1;
    }
  }
  return names;
}

function publicName({ node }: Value): string {
  if (node.kind === 'input') return node.name;
  throw new GraphError({ what: 'A graph lists an input that is none', got: node.kind });
}

function layOut(nodes: readonly ParameterNode[]): readonly ParameterLayout[] {
  const placed = new Map<string, { offset: number; sizeBytes: number }>();
  let end = 0;
  return nodes.map(({ name, storage, outputs: [{ dtype, shape }] }) => {
    const sizeBytes = (shape as readonly number[]).reduce((product, size) => product * size, bytesPerElement[dtype]);
    const place = placed.get(storage) ?? { offset: Math.ceil(end / alignment) * alignment, sizeBytes };
    if (place.sizeBytes !== sizeBytes) {
      throw new GraphError({
        what: 'Parameters share a storage of another size',
        where: storage,
        expected: `${place.sizeBytes} bytes`,
        got: `${sizeBytes}`,
      });
    }
    placed.set(storage, place);
    end = Math.max(end, place.offset + sizeBytes);
    return { name, storage, dtype, shape: shape as readonly number[], ...place };
  });
}

interface Emission {
  readonly names: ReadonlyMap<Value, string>;
  readonly parameters: readonly ParameterLayout[];
  readonly location: string;
}

function graphProto(
  graph: Graph,
  nodes: readonly Node[],
  emission: Emission,
): MessageInitShape<typeof GraphProtoSchema> {
  const constants = nodes.filter((node) => node.kind === 'constant');
  const used = new Set(nodes.flatMap((node) => (node.kind === 'operator' ? node.inputs : [])));
  for (const { value } of graph.outputs) used.add(value);
  return {
    name: graph.name,
    input: graph.inputs.map((value) => valueInfo(publicName(value), value)),
    output: graph.outputs.map(({ name, value }) => valueInfo(name, value)),
    initializer: [
      ...constants.map(({ tensor, outputs: [value] }) => inlineTensor(emission.names.get(value) ?? '', tensor)),
      ...emission.parameters.map((layout) => externalTensor(layout, emission.location)),
    ],
    node: nodes.filter((node) => node.kind === 'operator').map((node) => nodeProto(node, emission.names, used)),
    valueInfo: nodes.flatMap((node) =>
      node.kind === 'operator' && isDeclared(node)
        ? node.outputs.map((value) => valueInfo(emission.names.get(value) ?? '', value))
        : [],
    ),
  };
}

/** Operators whose output shapes cannot be worked out again when the file is read. */
function isDeclared({ op, outputs }: OperatorNode): boolean {
  return (
    (op === 'Split' || op === 'Slice') && outputs.some(({ shape }) => shape.some((dim) => typeof dim === 'string'))
  );
}

function nodeProto(
  node: OperatorNode,
  names: ReadonlyMap<Value, string>,
  used: ReadonlySet<Value | undefined>,
): MessageInitShape<typeof NodeProtoSchema> {
  // All parts of a Split stay, since their number says how many there are.
  const outputs = node.outputs.map((value) => (used.has(value) || node.op === 'Split' ? (names.get(value) ?? '') : ''));
  while (outputs.at(-1) === '') outputs.pop();
  return {
    opType: node.op,
    name: outputs.find((name) => name !== '') ?? '',
    domain: schemaOf(node.op).domain,
    input: node.inputs.map((value) => (value === undefined ? '' : (names.get(value) ?? ''))),
    output: outputs,
    attribute: Object.entries(node.attributes).flatMap(([name, value]) =>
      attributeProto(node, name, value as AttributeValue),
    ),
  };
}

function attributeProto(
  node: OperatorNode,
  name: string,
  value: AttributeValue,
): MessageInitShape<typeof AttributeProtoSchema>[] {
  const kind = schemaOf(node.op).attributes[name]?.kind;
  switch (kind) {
    case 'int':
      return [{ name, type: AttributeType.INT, i: BigInt(value as number) }];
    case 'ints':
      return [{ name, type: AttributeType.INTS, ints: (value as readonly number[]).map(BigInt) }];
    case 'float':
      return [{ name, type: AttributeType.FLOAT, f: value as number }];
    case 'string':
      return [{ name, type: AttributeType.STRING, s: utf8.encode(value as string) }];
    case 'dtype':
      return [{ name, type: AttributeType.INT, i: BigInt(onnxTypes[value as DType]) }];
    default:
      throw new GraphError({ what: `${node.op} has no attribute "${name}"` });
  }
}

function valueInfo(
  name: string,
  { dtype, shape }: { dtype: DType; shape: Shape },
): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  );
  return { name, type: { value: { case: 'tensorType', value: { elemType: onnxTypes[dtype], shape: { dim } } } } };
}

function inlineTensor(name: string, { dtype, shape, data }: Tensor): MessageInitShape<typeof TensorProtoSchema> {
  return {
    name,
    dims: shape.map(BigInt),
    dataType: onnxTypes[dtype],
    rawData: new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength),
  };
}

function externalTensor(
  { name, dtype, shape, offset, sizeBytes }: ParameterLayout,
  location: string,
): MessageInitShape<typeof TensorProtoSchema> {
  return {
    name,
    dims: shape.map(BigInt),
    dataType: onnxTypes[dtype],
    dataLocation: DataLocation.EXTERNAL,
    externalData: [
      { key: 'location', value: location },
      { key: 'offset', value: `${offset}` },
      { key: 'length', value: `${sizeBytes}` },
    ],
  };
}
