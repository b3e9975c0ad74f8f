/** A number of weights or bytes in three digits: 5.5 million. */
export function formatLarge(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} billion`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} million`;
  if (count >= 1e3) return `${(count / 1e3).toFixed(0)} thousand`;
  return `${count}`;
}

/** A number of bytes. */
export function formatBytes(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(1)} GB`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(count / 1e3))} kB`;
}

/** A time, short or long. */
export function formatMs(ms: number): string {
  if (ms >= 60_000) return `${(ms / 60_000).toFixed(1)} min`;
  if (ms >= 10_000) return `${(ms / 1000).toFixed(0)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 20 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(1)} ms`;
}

/** A share of one in per cent. */
export function formatShare(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** A count with its noun: 1 pass, 2 passes. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
