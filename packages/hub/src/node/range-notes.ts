import { parseNote } from '../parse-note.ts';
import type { ByteSpan } from '../ranges/byte-spans.ts';
import type { RangeRecord } from '../ranges/range-sink.ts';

/** Reads what a sink noted of a download; `undefined` if it is damaged, for then the download begins anew. */
export function parseRangeRecord(json: string): RangeRecord | undefined {
  const fields = { url: 'string', validator: 'string?', sizeBytes: 'number?', hash: 'string?' } as const;
  return parseNote(json, fields) as RangeRecord | undefined;
}

/** Reads a journal, one span a line. A last line without its end was cut by a crash, and does not count. */
export function parseSpans(journal: string): readonly ByteSpan[] {
  const lines = journal.split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const [, start, end] = /^(\d{1,15})-(\d{1,15})$/.exec(line) ?? [];
    return start === undefined || end === undefined ? [] : [{ start: Number(start), end: Number(end) }];
  });
}
