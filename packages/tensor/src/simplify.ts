import type { Tensor } from '@recyclegpt/spec';
import { apply, type Graph, type GraphOutput, graphNodes, type Node, type OperatorNode, type Value } from './graph.ts';
import { simplerValue } from './simplify-rules.ts';

/** Constants of more elements are not compared with others. */
const maxComparedElements = 4096;

/**
 * The same function with less work: equal sub-expressions computed once, operators without effect removed, operations
 * on small constants done. Inputs, slots and metadata stay; names of outputs too. Iterative, so that depth is no limit.
 * Results are equal, bit for bit but for the sign of zero: x + 0 becomes x. (That a product reads an operand transposed
 * instead of a transposed copy changes no bit on the backends here; `gradients.test.ts` watches it.)
 */
export function simplify(graph: Graph): Graph {
  const simplified = new Map<Value, Value>();
  const canonical = new Canonical();
  for (const node of graphNodes(graph)) {
    for (const [index, value] of simplifyNode(node, simplified, canonical).entries()) {
      const old = node.outputs[index];
      if (old !== undefined) simplified.set(old, value);
    }
  }
  const outputs = graph.outputs.map(({ name, value }) => ({ name, value: simplified.get(value) ?? value }));
  return { ...graph, outputs: withValuesOfTheirOwn(outputs) };
}

/** The first of all equal nodes. */
class Canonical {
  readonly #nodes = new Map<string, Node>();
  readonly #first = new Set<Node>();
  readonly #numbers = new Map<Value, number>();

  /** Whether this node is the first of its equals. */
  has(node: Node): boolean {
    return this.#first.has(node);
  }

  /** This node, or an earlier one that computes the same. */
  of(node: Node): Node {
    const key = this.#keyOf(node);
    const known = this.#nodes.get(key) ?? node;
    this.#nodes.set(key, known);
    this.#first.add(known);
    return known;
  }

  #keyOf(node: Node): string {
    switch (node.kind) {
      case 'input':
        return `input ${node.name}`;
      case 'parameter':
        return `parameter ${node.name} ${node.storage} ${typesOf(node)}`;
      case 'constant':
        return `constant ${typesOf(node)} ${this.#contentOf(node.tensor, node.outputs[0])}`;
      case 'operator': {
        const numbers = node.inputs.map((value) => (value === undefined ? '' : this.#numberOf(value)));
        const inputs = isCommutative(node) ? numbers.sort() : numbers;
        const attributes = Object.entries(node.attributes).map(([name, value]) => `${name}=${String(value)}`);
        return `${node.op} (${inputs.join(',')}) ${attributes.join(' ')} ${typesOf(node)}`;
      }
      default:
        return node satisfies never;
    }
  }

  #contentOf({ data }: Tensor, value: Value): string {
    if (data.length > maxComparedElements) return `number ${this.#numberOf(value)}`;
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).join(',');
  }

  #numberOf(value: Value): number {
    const number = this.#numbers.get(value) ?? this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }
}

/** Whether the order of the inputs changes no bit of the result. */
function isCommutative({ op }: OperatorNode): boolean {
  return op === 'Add' || op === 'Mul' || op === 'Equal';
}

function typesOf({ outputs }: Node): string {
  return outputs.map(({ dtype, shape }) => `${dtype}[${shape.join(',')}]`).join(' ');
}

function simplifyNode(node: Node, simplified: ReadonlyMap<Value, Value>, canonical: Canonical): readonly Value[] {
  if (node.kind !== 'operator') return canonical.of(node).outputs;
  const inputs = node.inputs.map((value) => (value === undefined ? undefined : (simplified.get(value) ?? value)));
  return settle(withInputs(node, inputs), canonical);
}

/** What rules make of a node whose inputs are simple, until they know nothing more. */
function settle(node: OperatorNode, canonical: Canonical): readonly Value[] {
  const simpler = simplerValue(node);
  if (simpler === undefined) return canonical.of(node).outputs;
  if (canonical.has(simpler.node)) return [simpler];
  if (simpler.node.kind !== 'operator') return canonical.of(simpler.node).outputs;
  const inputs = simpler.node.inputs.map((value) =>
    value?.node.kind === 'constant' ? canonical.of(value.node).outputs[0] : value,
  );
  return settle(withInputs(simpler.node, inputs), canonical);
}

/** The node over other values of the same types. */
function withInputs(node: OperatorNode, inputs: readonly (Value | undefined)[]): OperatorNode {
  if (inputs.every((value, index) => value === node.inputs[index])) return node;
  const declaredShapes = node.outputs.map(({ shape }) => shape);
  const [first] = apply(node.op, inputs, { attributes: node.attributes, declaredShapes });
  return first?.node.kind === 'operator' ? first.node : node;
}

/** Every output needs a value that is no input, no weight and no other output: Identity where it lost its own. */
function withValuesOfTheirOwn(outputs: readonly GraphOutput[]): readonly GraphOutput[] {
  const taken = new Set<Value>();
  return outputs.map(({ name, value }) => {
    const own = value.node.kind === 'operator' && !taken.has(value) ? value : (apply('Identity', [value])[0] ?? value);
    taken.add(own);
    return { name, value: own };
  });
}
