/** A bar with what it says. */
export interface Bar {
  readonly label: string;
  /** From 0 to 1. */
  readonly height: number;
  readonly value: string;
  /** In the accent colour: what recycling brings. Default true. */
  readonly isAccent?: boolean;
}

interface BarChartProps {
  readonly title: string;
  readonly note: string;
  readonly bars: readonly Bar[];
  /** What the labels below count. */
  readonly axis: string;
}

const height = 96;
const step = 44;

/** A few bars, drawn by hand, and the same figures as a list for those who do not see them. */
export function BarChart({ title, note, bars, axis }: BarChartProps) {
  const width = Math.max(1, bars.length) * step;
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <p>{note}</p>
      </figcaption>
      {bars.length === 0 ? (
        <p class="empty">Nothing to show yet.</p>
      ) : (
        <svg
          width={width}
          height={height + 40}
          viewBox={`0 0 ${width} ${height + 40}`}
          role="img"
          aria-label={describe(title, axis, bars)}
        >
          {bars.map((bar, index) => (
            <BarShape key={bar.label} bar={bar} x={index * step} />
          ))}
          <line x1="0" x2={width} y1={height + 18.5} y2={height + 18.5} class="axis" />
        </svg>
      )}
      <small>{axis}</small>
    </figure>
  );
}

function BarShape({
  bar: { label, height: share, value, isAccent = true },
  x,
}: {
  readonly bar: Bar;
  readonly x: number;
}) {
  const size = Math.max(1, share * height);
  return (
    <g>
      <rect
        x={x + 8}
        y={height + 18 - size}
        width={step - 16}
        height={size}
        class={isAccent ? 'bar' : 'bar base'}
        rx="2"
      />
      <text x={x + step / 2} y={height + 12 - size} class="bar-value">
        {value}
      </text>
      <text x={x + step / 2} y={height + 34} class="bar-label">
        {label}
      </text>
    </g>
  );
}

function describe(title: string, axis: string, bars: readonly Bar[]): string {
  return `${title} (${axis}): ${bars.map(({ label, value }) => `${label}: ${value}`).join(', ')}`;
}
