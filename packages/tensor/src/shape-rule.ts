import { type DType, GraphError } from '@recyclegpt/spec';
import type { Shape } from './dim.ts';
import type { Value } from './graph.ts';
import type { AttributesOf, OpType } from './operators.ts';

/** Element type and shape of an output. */
export interface OutputType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** What a shape rule sees. */
export interface ShapeContext<Op extends OpType> {
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: AttributesOf<Op>;
  readonly declaredShapes: readonly Shape[] | undefined;
}

/** Types of an operator's outputs from its inputs. @throws GraphError if they do not fit. */
export type ShapeRule<Op extends OpType> = (context: ShapeContext<Op>) => readonly OutputType[];

/** Refuses what a rule sees. @throws GraphError always. */
export function fail(what: string, expected?: string, got?: string): never {
  throw new GraphError({ what, expected, got });
}

/** An input that the operator cannot do without. @throws GraphError if it is missing. */
export function required(inputs: readonly (Value | undefined)[], index: number): Value {
  return inputs[index] ?? fail(`Input ${index} is missing`);
}

/** An axis counted from the front. @throws GraphError outside of the rank. */
export function normalizeAxis(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= rank) fail(`Axis ${axis} is outside of rank ${rank}`);
  return positive;
}

/** The element type of all inputs. @throws GraphError if they differ. */
export function sameType(inputs: readonly (Value | undefined)[]): DType {
  const { dtype } = required(inputs, 0);
  for (const value of inputs) {
    if (value !== undefined && value.dtype !== dtype) fail('Element types differ', dtype, value.dtype);
  }
  return dtype;
}
