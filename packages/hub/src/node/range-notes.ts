import type { ByteSpan } from '../ranges/byte-spans.ts';
import type { RangeRecord } from '../ranges/range-sink.ts';

function isOptional(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type;
}

/** Reads what a sink noted of a download; `undefined` if it is damaged, for then the download begins anew. */
export function parseRangeRecord(json: string): RangeRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined; // Cut short by a crash: no record is the right reading of it.
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { url, validator, sizeBytes, hash } = value as Record<string, unknown>;
  const isRecord =
    typeof url === 'string' &&
    isOptional(validator, 'string') &&
    isOptional(sizeBytes, 'number') &&
    isOptional(hash, 'string');
  return isRecord ? ({ url, validator, sizeBytes, hash } as RangeRecord) : undefined;
}

/** Reads a journal, one span a line. A last line without its end was cut by a crash, and does not count. */
export function parseSpans(journal: string): readonly ByteSpan[] {
  const lines = journal.split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const [, start, end] = /^(\d{1,15})-(\d{1,15})$/.exec(line) ?? [];
    return start === undefined || end === undefined ? [] : [{ start: Number(start), end: Number(end) }];
  });
}
