import { GraphError } from '@recyclegpt/spec';
import { mayEqual, type Shape, sizeOf } from './dim.ts';
import type { GradientContext, InputGradient } from './gradient-rules/gradient-rule.ts';
import { type InverseLookup, inverseLookup } from './gradient-rules/inverse-lookup.ts';
import { numberLike, zerosLike } from './gradient-rules/shapes.ts';
import { gradientRules } from './gradient-rules.ts';
import { type Node, nodesOf, type OperatorNode, type Value } from './graph.ts';
import type { AttributesOf } from './operators.ts';
import * as ops from './ops.ts';

/** What `gradients` takes beyond the values. */
export interface GradientOptions {
  /** The gradient of `of` itself, of its shape and type. Default: 1, which asks that `of` is one element. */
  readonly seed?: Value;
  /** Values that count as constants: nothing flows through them to what they were computed from. */
  readonly frozen?: readonly Value[];
  /**
   * What is promised of some `Gather`s along axis 0: that they take a row once at most. Their gradients are lookups the other
   * way; else they are products with the one-hot matrix of the indices, which cost as much as a layer.
   */
  readonly inverses?: readonly InverseLookup[];
}

/**
 * Gradients of a loss by reverse-mode differentiation: for each value of `wrt` the sum over all paths to it, in its
 * shape and type; zeros where the loss does not depend on it. Nothing is built toward values that nothing in `wrt`
 * leads to: frozen parts cost nothing.
 *
 * `wrt` may hold any float value, also one on the way: the rows that a `Gather` looked up have a small gradient where
 * their table's would be as large as the table. Sizes may be names wherever a rule does not say otherwise.
 *
 * The result shares the forward pass: emit both in one graph, after `simplify`.
 *
 * @throws GraphError if the loss is not one float, if something in `wrt` is not float, or if a path leads through an
 * operator without a gradient; the message names it.
 */
export function gradients(
  of: Value,
  wrt: readonly Value[],
  { seed = seedOf(of), frozen = [], inverses = [] }: GradientOptions = {},
): readonly Value[] {
  checkSeed(of, seed);
  for (const value of wrt) checkFloat(value, 'wrt');
  const nodes = nodesOf([of]);
  const walk = new ReverseWalk({ varying: varyingValues(nodes, wrt, frozen), frozen: new Set(frozen), inverses });
  walk.add(of, seed);
  for (const node of [...nodes].reverse()) if (node.kind === 'operator') walk.pass(node);
  return wrt.map((value) => walk.gradientOf(value) ?? zerosLike(value));
}

function isFloat({ dtype }: Value): boolean {
  return dtype.startsWith('float');
}

function checkFloat(value: Value, where: string): void {
  if (isFloat(value)) return;
  throw new GraphError({ what: 'Only floats have gradients', where, expected: 'float32', got: typeOf(value) });
}

function seedOf(of: Value): Value {
  checkFloat(of, 'of');
  if (sizeOf(of.shape) !== 1) {
    throw new GraphError({
      what: 'Gradients start at one element',
      where: 'of',
      expected: 'a scalar',
      got: typeOf(of),
      next: 'Sum or average it, or give a seed.',
    });
  }
  const one = numberLike(1, of);
  return of.shape.length === 0 ? one : ops.expand(one, of.shape as readonly number[]);
}

function checkSeed(of: Value, seed: Value): void {
  if (fits(seed, of)) return;
  throw new GraphError({
    what: 'A seed has the type of its value',
    where: 'seed',
    expected: typeOf(of),
    got: typeOf(seed),
  });
}

function fits(gradient: Value, value: Value): boolean {
  const { shape } = value;
  const isSameShape =
    gradient.shape.length === shape.length && shape.every((dim, axis) => mayEqual(dim, gradient.shape[axis] ?? 1));
  return gradient.dtype === value.dtype && isSameShape;
}

function typeOf({ dtype, shape }: { readonly dtype: string; readonly shape: Shape }): string {
  return `${dtype}[${shape.join(', ')}]`;
}

/** Values whose change changes something: those of `wrt`, and what is computed from them but for frozen values. */
function varyingValues(nodes: readonly Node[], wrt: readonly Value[], frozen: readonly Value[]): ReadonlySet<Value> {
  const varying = new Set(wrt);
  const constants = new Set(frozen);
  for (const node of nodes) {
    if (node.kind !== 'operator' || 'zeroBecause' in gradientRules[node.op]) continue;
    if (!node.inputs.some((value) => value !== undefined && varying.has(value))) continue;
    for (const value of node.outputs) if (!constants.has(value)) varying.add(value);
  }
  return varying;
}

/** Gradients of all values that were met, in a walk from the loss to what it was computed from. */
class ReverseWalk {
  readonly #varying: ReadonlySet<Value>;
  readonly #frozen: ReadonlySet<Value>;
  readonly #inverses: readonly InverseLookup[];
  readonly #sums = new Map<Value, Value>();

  constructor({ varying, frozen, inverses }: WalkOptions) {
    this.#varying = varying;
    this.#frozen = frozen;
    this.#inverses = inverses;
  }

  gradientOf(value: Value): Value | undefined {
    return this.#sums.get(value);
  }

  add(value: Value, part: Value): void {
    const sum = this.#sums.get(value);
    this.#sums.set(value, sum === undefined ? part : ops.add(sum, part));
  }

  /** Passes the gradients of a node's outputs on to its inputs. All users of the outputs have been passed. */
  pass(node: OperatorNode): void {
    const outputGradients = node.outputs.map((value) => (this.#frozen.has(value) ? undefined : this.#sums.get(value)));
    const wanted = node.inputs.map((value) => value !== undefined && this.#varying.has(value));
    if (outputGradients.every((gradient) => gradient === undefined) || !wanted.includes(true)) return;
    const rule = this.#inverseRule(node, outputGradients) ?? inputGradients(node, outputGradients);
    for (const [index, value] of node.inputs.entries()) {
      const build = rule[index];
      if (value === undefined || build === undefined || wanted[index] !== true) continue;
      const gradient = build();
      if (!fits(gradient, value)) {
        const got = typeOf(gradient);
        throw new GraphError({
          what: 'A rule built a gradient of another type',
          where: node.op,
          expected: typeOf(value),
          got,
        });
      }
      this.add(value, gradient);
    }
  }

  /** The rule of a lookup of which it was promised that it takes a row once. */
  #inverseRule(
    { op, inputs: [data, indices], attributes }: OperatorNode,
    [gradient]: readonly (Value | undefined)[],
  ): readonly InputGradient[] | undefined {
    const inverse = this.#inverses.find((each) => each.indices === indices);
    if (op !== 'Gather' || inverse === undefined || data === undefined || gradient === undefined) return undefined;
    return (attributes as AttributesOf<'Gather'>).axis === 0
      ? [() => inverseLookup(gradient, data, inverse)]
      : undefined;
  }
}

interface WalkOptions {
  readonly varying: ReadonlySet<Value>;
  readonly frozen: ReadonlySet<Value>;
  readonly inverses: readonly InverseLookup[];
}

function inputGradients(node: OperatorNode, outputGradients: readonly (Value | undefined)[]): readonly InputGradient[] {
  const entry = gradientRules[node.op];
  if ('zeroBecause' in entry) return [];
  if ('noneBecause' in entry) {
    throw new GraphError({
      what: `${node.op} has no gradient: ${entry.noneBecause}`,
      where: `${node.op}(${node.inputs.map((value) => (value === undefined ? '–' : typeOf(value))).join(', ')})`,
      next: 'Ask for gradients of values after it, or list its result in `frozen`.',
    });
  }
  const { inputs, attributes, outputs } = node;
  const rule = entry as (context: GradientContext<typeof node.op>) => readonly InputGradient[];
  return rule({ inputs, attributes, outputs, outputGradients });
}
