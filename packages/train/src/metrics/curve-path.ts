export interface CurvePathOptions {
  /** Image coordinates; NaN where there is nothing to show. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Two decimals are a hundredth of a pixel. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Of all points in one column of pixels the first, the lowest, the highest and the last tell what the eye would see. */
function thin(points: readonly number[], { x, y }: CurvePathOptions): readonly number[] {
  const kept: number[] = [];
  for (let from = 0; from < points.length; ) {
    const column = Math.floor(x[points[from]!]!);
    let to = from;
    let lowest = from;
    let highest = from;
    while (to < points.length && Math.floor(x[points[to]!]!) === column) {
      if (y[points[to]!]! < y[points[lowest]!]!) lowest = to;
      if (y[points[to]!]! > y[points[highest]!]!) highest = to;
      to++;
    }
    const places = [...new Set([from, lowest, highest, to - 1])].sort((a, b) => a - b);
    for (const place of places) kept.push(points[place]!);
    from = to;
  }
  return kept;
}

/** The `d` of an SVG path through points in order of x: gaps stay gaps, and a point between two gaps is a dot. */
export function curvePath(curve: CurvePathOptions): string {
  const { x, y } = curve;
  const parts: string[] = [];
  let run: number[] = [];
  const endRun = () => {
    const kept = thin(run, curve);
    const places = kept.map((point) => `${short(x[point]!)} ${short(y[point]!)}`);
    if (places.length > 0) parts.push(`M${places.join('L')}${places.length === 1 ? 'h0' : ''}`);
    run = [];
  };
  for (let point = 0; point < x.length; point++) {
    if (Number.isFinite(x[point]) && Number.isFinite(y[point])) run.push(point);
    else endRun();
  }
  endRun();
  return parts.join('');
}
