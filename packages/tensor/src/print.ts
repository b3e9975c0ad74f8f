import { bytesPerElement, type SlotBinding } from '@recyclegpt/spec';
import {
  type ConstantNode,
  type Graph,
  graphNodes,
  type OperatorNode,
  type ParameterNode,
  type Value,
} from './graph.ts';
import { schemaOf } from './operators.ts';

/** Constants of more elements are cut. */
const maxPrintedElements = 8;

/** A graph as text: inputs, weights with their sizes, slots, a line for each operator, outputs. */
export function print(graph: Graph): string {
  const nodes = graphNodes(graph);
  const operators = nodes.filter((node) => node.kind === 'operator');
  const parameters = nodes.filter((node) => node.kind === 'parameter');
  const names = nameOperators(
    operators,
    graph.outputs.map(({ value }) => value),
  );
  return [
    `graph ${graph.name}`,
    ...section(
      'metadata',
      Object.entries(graph.metadata).map(([key, value]) => `${key} = ${value}`),
    ),
    ...section(
      'inputs',
      graph.inputs.map((value) => `${nameOf(value, names)}: ${typeOf(value)}`),
    ),
    ...section(`parameters, ${sizeText(storedBytes(parameters))}`, parameters.map(parameterLine)),
    ...section('slots', graph.slots.map(slotLine)),
    ...section(
      'operators',
      operators.map((node) => operatorLine(node, names)),
    ),
    ...section(
      'outputs',
      graph.outputs.map(({ name, value }) => `${name}: ${typeOf(value)} = ${nameOf(value, names)}`),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];
}

/** Numbers for the values that somebody uses; a lone result always has one. */
function nameOperators(operators: readonly OperatorNode[], results: readonly Value[]): ReadonlyMap<Value, string> {
  const used = new Set([...results, ...operators.flatMap(({ inputs }) => inputs)]);
  const names = new Map<Value, string>();
  for (const { outputs } of operators)
    for (const value of outputs) if (used.has(value) || outputs.length === 1) names.set(value, `%${names.size}`);
  return names;
}

/** Results of a node; `–` for one that nobody uses, unless no used one follows. */
function resultTexts({ outputs }: OperatorNode, names: ReadonlyMap<Value, string>): readonly string[] {
  const last = outputs.findLastIndex((value) => names.has(value));
  return outputs
    .slice(0, last + 1)
    .map((value) => (names.has(value) ? `${nameOf(value, names)}: ${typeOf(value)}` : '–'));
}

function nameOf(value: Value, names: ReadonlyMap<Value, string>): string {
  const { node } = value;
  switch (node.kind) {
    case 'input':
    case 'parameter':
      return node.name;
    case 'constant':
      return constantText(node);
    case 'operator':
      return names.get(value) ?? '';
    default:
      return node satisfies never;
  }
}

function typeOf({ dtype, shape }: Pick<Value, 'dtype' | 'shape'>): string {
  return `${dtype}[${shape.join(', ')}]`;
}

/** A lone number as it is; others with their type. */
function constantText({ tensor }: ConstantNode): string {
  const elements = Array.from<number | bigint, string>(
    tensor.data.slice(0, maxPrintedElements) as ArrayLike<number | bigint>,
    numberText,
  );
  if (tensor.shape.length === 0) return elements.join('');
  const rest = tensor.data.length > maxPrintedElements ? ', …' : '';
  return tensor.dtype === 'int64' && rest === ''
    ? `{${elements.join(', ')}}`
    : `${typeOf(tensor)}{${elements.join(', ')}${rest}}`;
}

function numberText(element: number | bigint): string {
  return typeof element === 'bigint' ? `${element}` : `${Number(element.toPrecision(7))}`;
}

function operatorLine(node: OperatorNode, names: ReadonlyMap<Value, string>): string {
  const { domain } = schemaOf(node.op);
  const results = resultTexts(node, names).join(', ');
  const inputs = node.inputs.map((value) => (value === undefined ? '–' : nameOf(value, names))).join(', ');
  const attributes = attributeTexts(node)
    .map((text) => ` ${text}`)
    .join('');
  return `${results} = ${domain === '' ? '' : `${domain}.`}${node.op}(${inputs})${attributes}`;
}

/** Attributes that differ from their defaults. */
function attributeTexts(node: OperatorNode): readonly string[] {
  const schema = schemaOf(node.op).attributes;
  return Object.entries(node.attributes).flatMap(([name, value]) => {
    if (schema[name]?.default === value) return [];
    const text = Array.isArray(value)
      ? `[${value.join(', ')}]`
      : typeof value === 'number'
        ? numberText(value)
        : String(value);
    return [`${name}=${text}`];
  });
}

function parameterBytes({ outputs: [{ dtype, shape }] }: ParameterNode): number {
  return shape.reduce<number>((product, size) => product * Number(size), bytesPerElement[dtype]);
}

/** Bytes of all weights; those of one storage count once. */
function storedBytes(parameters: readonly ParameterNode[]): number {
  const sizes = new Map(parameters.map((node) => [node.storage, parameterBytes(node)]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function sizeText(sizeBytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, sizeBytes)) / 10));
  return `${Number((sizeBytes / 1024 ** power).toFixed(power === 0 ? 0 : 1))} ${units[power]}`;
}

function parameterLine(node: ParameterNode): string {
  const { name, storage, outputs } = node;
  return `${name}: ${typeOf(outputs[0])} ${sizeText(parameterBytes(node))}${storage === name ? '' : `, stored as ${storage}`}`;
}

function slotLine({ slot, pastInput, tailInput, rowsOutput, rowsIndex }: SlotBinding): string {
  const reads = [pastInput, tailInput].filter((name) => name !== undefined);
  const from = reads.length === 0 ? 'not read' : `read from ${reads.join(' and ')}`;
  return `${slot.name}: ${slot.kind} of ${slot.owner}, ${slot.dtype}[rows, ${slot.width}], ${from}, written from ${rowsOutput}[${rowsIndex}]`;
}
