import { curveScale, thinned } from './curve-scale.ts';
import type { Point } from './train-state.ts';

/** A curve and how it looks: lines differ in dashes, not in colours alone. */
export interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
  readonly look: 'accent' | 'soft' | 'dashed';
}

interface CurveChartProps {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly steps: number;
  readonly range?: readonly [number, number];
  format(value: number): string;
}

const width = 460;
const height = 150;
const left = 46;

/** Curves over the steps of a run. Its size does not change while it fills. */
export function CurveChart({ title, curves, steps, range, format }: CurveChartProps) {
  const drawn = curves.map((curve) => ({
    ...curve,
    points: curve.look === 'soft' ? thinned(curve.points) : curve.points,
  }));
  const scale = curveScale(
    drawn.map(({ points }) => points),
    { width, height, steps },
    range,
  );
  return (
    <figure class="chart curve-chart">
      <figcaption>
        <h3>{title}</h3>
        <ul class="curve-names">
          {drawn.map(({ name, points, look }) => (
            <li key={name}>
              <svg width="24" height="8" aria-hidden="true">
                <line x1="0" x2="24" y1="4" y2="4" class={`curve ${look}`} />
              </svg>
              {name} <strong>{lastOf(points, format)}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <svg viewBox={`0 0 ${width + left + 8} ${height + 30}`} role="img" aria-label={describe(title, drawn, format)}>
        <g transform={`translate(${left} 8)`}>
          <line x1="0" x2={width} y1={height} y2={height} class="axis" />
          <text x="-6" y={height} class="bar-label end">
            {format(scale.low)}
          </text>
          <text x="-6" y="8" class="bar-label end">
            {format(scale.high)}
          </text>
          <text x={width} y={height + 16} class="bar-label end">
            step {steps}
          </text>
          {drawn.map(({ name, points, look }) => (
            <polyline
              key={name}
              class={`curve ${look}`}
              points={points
                .map(({ step, value }) => `${scale.x(step).toFixed(1)},${scale.y(value).toFixed(1)}`)
                .join(' ')}
            />
          ))}
        </g>
      </svg>
    </figure>
  );
}

function lastOf(points: readonly Point[], format: (value: number) => string): string {
  const last = points.at(-1);
  return last === undefined ? '–' : format(last.value);
}

function describe(title: string, curves: readonly Curve[], format: (value: number) => string): string {
  const parts = curves.map(({ name, points }) => {
    const [first] = points;
    return first === undefined
      ? `${name}: nothing yet`
      : `${name}: from ${format(first.value)} to ${lastOf(points, format)}`;
  });
  return `${title}. ${parts.join('; ')}`;
}
