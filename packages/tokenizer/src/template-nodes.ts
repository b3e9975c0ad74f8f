/** A node of @huggingface/jinja's syntax tree, as far as we look into it. */
export interface TemplateNode {
  readonly type: string;
  readonly value?: unknown;
  readonly iterable?: unknown;
  readonly lhs?: unknown;
  readonly object?: unknown;
  readonly property?: unknown;
  readonly operand?: unknown;
  readonly filter?: unknown;
  readonly callee?: unknown;
  readonly args?: unknown;
}

export function isNode(value: unknown): value is TemplateNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** How the length of an input counts in the length of the result: `divides` for what `replace` takes out. */
export type InputRole = 'multiplies' | 'divides';

const amplifyingFilters: ReadonlySet<unknown> = new Set(['replace', 'join', 'indent', 'tojson']);

function inputsOf(operand: TemplateNode, call: TemplateNode, name: unknown): ReadonlyMap<TemplateNode, InputRole> {
  const inputs = new Map<TemplateNode, InputRole>([[operand, 'multiplies']]);
  const nodes = Array.isArray(call.args) ? call.args.filter(isNode) : [];
  for (const [index, node] of nodes.entries()) {
    const value = node.type === 'KeywordArgumentExpression' && isNode(node.value) ? node.value : node;
    inputs.set(value, name === 'replace' && index === 0 ? 'divides' : 'multiplies');
  }
  return inputs;
}

/**
 * The nodes whose values go into an operation that can write the product of their lengths, `replace` say;
 * `undefined` for other nodes.
 */
export function amplifiedInputs(node: TemplateNode): ReadonlyMap<TemplateNode, InputRole> | undefined {
  const { filter, operand, callee } = node;
  if (node.type === 'FilterExpression' && isNode(filter) && filter.type === 'CallExpression' && isNode(operand)) {
    const name = isNode(filter.callee) ? filter.callee.value : undefined;
    return amplifyingFilters.has(name) ? inputsOf(operand, filter, name) : undefined;
  }
  if (node.type === 'CallExpression' && isNode(callee) && callee.type === 'MemberExpression' && isNode(callee.object)) {
    const method = isNode(callee.property) ? callee.property.value : undefined;
    return method === 'replace' ? inputsOf(callee.object, node, method) : undefined;
  }
  return undefined;
}
