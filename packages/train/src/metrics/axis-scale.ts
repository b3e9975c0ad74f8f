export type ScaleKind = 'linear' | 'log';

/** Where values of an axis lie, and which of them are written beside it. */
export interface AxisScale {
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** 0 to 1 within the axis. */
  position(value: number): number;
}

const fineness = [1, 2, 5] as const;

/** A power of ten times 1, 2, 2.5 or 5 that cuts a range into at most `most` parts. */
function niceStep(range: number, most: number): number {
  const raw = range / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= raw * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A number as people write it beside an axis: `0.05`, `12`, `25k`, `1.5M`, `2e-7`. `step` tells how exact it must be. */
export function formatTick(value: number, step: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e10 || (size < 0.01 && step < 1e-4)) {
    const text = value.toExponential(digitsBetween(size, step));
    return text.replace(/\.?0*e\+?/, 'e');
  }
  if (size >= 1e6 && step >= 1e4) return `${trim(value / 1e6, step / 1e6)}M`;
  if ((size >= 1e4 && step >= 10) || (size >= 1e3 && step >= 500)) return `${trim(value / 1e3, step / 1e3)}k`;
  return trim(value, step);
}

/** Digits behind the first that tell a value from its neighbours. */
function digitsBetween(size: number, step: number): number {
  const digits = Math.floor(Math.log10(size)) - Math.floor(Math.log10(step) + 1e-9);
  return Math.min(6, Math.max(0, isMultiple(step) ? digits : digits + 1));
}

function isMultiple(step: number): boolean {
  const mantissa = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
  return Math.abs(mantissa - Math.round(mantissa)) < 1e-6;
}

function trim(value: number, step: number): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (isMultiple(step) ? 0 : 1));
  const text = value.toFixed(Math.min(12, decimals));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function linearTicks(low: number, high: number, most: number): AxisScale['ticks'] {
  const step = niceStep(high - low, most);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const value = (first + index) * step;
    return { value, label: formatTick(value, step) };
  });
}

/** Powers of ten, with 2 and 5 between them where there is room; of many powers only every second, third and so on. */
function logTicks(low: number, high: number, most: number): AxisScale['ticks'] {
  const decades = Math.log10(high / low);
  if (decades < 0.7) return linearTicks(low, high, most);
  const factors = decades * fineness.length <= most ? fineness : ([1] as const);
  const every = Math.max(1, Math.ceil(decades / most));
  const ticks: { value: number; label: string }[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    if (power % every !== 0) continue;
    for (const factor of factors) {
      // Written out and read, for 10 ** -5 is not the number 1e-5.
      const value = Number(`${factor}e${power}`);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
        ticks.push({ value, label: formatTick(value, value) });
    }
  }
  return ticks;
}

export interface AxisScaleOptions {
  readonly kind: ScaleKind;
  /** Lowest and highest value to be shown, above 0 for a log scale; equal ones get room around them. */
  readonly low: number;
  readonly high: number;
  /** How many ticks there is room for. */
  readonly maxTicks: number;
}

/** An axis with ticks at round values. */
export function axisScale({ kind, low, high, maxTicks }: AxisScaleOptions): AxisScale {
  if (kind === 'log') {
    const [from, to] = low === high ? [low / 2, high * 2] : [low, high];
    const span = Math.log(to / from);
    return { ticks: logTicks(from, to, maxTicks), position: (value) => Math.log(value / from) / span };
  }
  const room = Math.abs(low) / 10 || 1;
  const [from, to] = low === high ? [low - room, high + room] : [low, high];
  return { ticks: linearTicks(from, to, maxTicks), position: (value) => (value - from) / (to - from) };
}
