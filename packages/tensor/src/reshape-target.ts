import type { Shape } from './dim.ts';

/**
 * What Reshape needs to be told to get from one shape to another: sizes, 0 for a named size that stays at its axis, −1
 * for one that does not. `undefined` where more than one would have to be worked out, or a size is 0, which would be read
 * as a size that stays.
 */
export function reshapeTarget(from: Shape, to: Shape): readonly number[] | undefined {
  const target = to.map((dim, axis) => (typeof dim === 'number' ? dim : from[axis] === dim ? 0 : -1));
  if (to.includes(0) || target.filter((size) => size === -1).length > 1) return undefined;
  return target;
}
