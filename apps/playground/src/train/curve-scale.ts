import type { Point } from './train-state.ts';

/** Where values lie in a picture. */
export interface CurveScale {
  x(step: number): number;
  y(value: number): number;
  readonly low: number;
  readonly high: number;
}

export interface CurveBox {
  readonly width: number;
  readonly height: number;
  /** Steps of the whole run. */
  readonly steps: number;
}

/** A scale that holds all points, with some air; `range` fixes it. */
export function curveScale(
  curves: readonly (readonly Point[])[],
  { width, height, steps }: CurveBox,
  range?: readonly [number, number],
): CurveScale {
  const values = curves.flatMap((points) => points.map(({ value }) => value)).filter((value) => Number.isFinite(value));
  const [low, high] = range ?? [Math.min(...values, Infinity), Math.max(...values, -Infinity)];
  const isKnown = Number.isFinite(low) && Number.isFinite(high);
  const bottom = isKnown ? low : 0;
  const span = isKnown && high > low ? high - low : 1;
  return {
    x: (step) => (width * step) / Math.max(1, steps),
    y: (value) => height - (height * (value - bottom)) / span,
    low: bottom,
    high: bottom + span,
  };
}

/** At most this many points are drawn of a curve; a screen shows no more. */
const mostPoints = 240;

/** Means of neighbours, so that a long or noisy curve can be read. */
export function thinned(points: readonly Point[]): readonly Point[] {
  const size = Math.max(1, Math.ceil(points.length / mostPoints), Math.floor(points.length / 40));
  const thin: Point[] = [];
  for (let first = 0; first < points.length; first += size) {
    const part = points.slice(first, first + size);
    const mean = (pick: (point: Point) => number): number =>
      part.reduce((sum, point) => sum + pick(point), 0) / part.length;
    thin.push({ step: mean(({ step }) => step), value: mean(({ value }) => value) });
  }
  return thin;
}
