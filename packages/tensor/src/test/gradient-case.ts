import { constant, type Value } from '../graph.ts';
import type { OpType } from '../operators.ts';
import { tensorOf } from './run-values.ts';

/** Some inputs of an operator, and what it computes of them. */
export interface GradientCase {
  readonly title: string;
  /** Shapes of the float64 inputs whose gradients are checked. */
  readonly shapes: readonly (readonly number[])[];
  readonly build: (inputs: readonly Value[]) => readonly Value[];
  /** From a number in [-1, 1) to an element. Default: the number itself. */
  readonly element?: (x: number) => number;
}

/** Cases by operator. */
export type GradientCases = { readonly [Op in OpType]?: readonly GradientCase[] };

/** int64 constant. */
export const longs = (shape: readonly number[], values: readonly number[]): Value =>
  constant(tensorOf('int64', shape, values));
/** float64 constant. */
export const doubles = (shape: readonly number[], values: readonly number[]): Value =>
  constant(tensorOf('float64', shape, values));
