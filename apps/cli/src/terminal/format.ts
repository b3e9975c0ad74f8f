/** `98.4 MB`; decimal units. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let power = 0;
  for (; value >= 999.95 && power < units.length - 1; power += 1) value /= 1000;
  return `${power === 0 ? value : value.toFixed(value < 99.95 ? 1 : 0)} ${units[power]}`;
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `135 million`, for numbers of weights. */
export function formatLarge(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(2)} billion`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} million`;
  return formatCount(count);
}

/** `850 ms`, `1.4 s`, `2 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms < 1000) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `53 %`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** `1 token`, `2 tokens`. */
export function plural(count: number, noun: string, plurals = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plurals}`;
}
