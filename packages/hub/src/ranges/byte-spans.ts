/** Bytes `[start, end)` of a file. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

/** Which bytes of a file are here, however they came. */
export class ByteSpans {
  /** Sorted, never touching each other. */
  #spans: readonly ByteSpan[] = [];

  constructor(spans: Iterable<ByteSpan> = []) {
    for (const span of spans) this.add(span);
  }

  get spans(): readonly ByteSpan[] {
    return this.#spans;
  }

  /** Bytes in all of them. */
  get sizeBytes(): number {
    return this.#spans.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** Takes bytes in; those that are there already count once. Nothing for an empty span. */
  add({ start, end }: ByteSpan): void {
    if (end <= start) return;
    const before = this.#spans.filter((each) => each.end < start);
    const after = this.#spans.filter((each) => each.start > end);
    const touching = this.#spans.slice(before.length, this.#spans.length - after.length);
    const merged = {
      start: Math.min(start, touching[0]?.start ?? start),
      end: Math.max(end, touching.at(-1)?.end ?? end),
    };
    this.#spans = [...before, merged, ...after];
  }

  /** What is missing of a file of that size, in order, cut into pieces of at most `pieceBytes`. */
  missing(sizeBytes: number, pieceBytes: number): readonly ByteSpan[] {
    const pieces: ByteSpan[] = [];
    let position = 0;
    for (const { start, end } of [...this.#spans, { start: sizeBytes, end: sizeBytes }]) {
      for (; position < start; position = Math.min(start, position + pieceBytes))
        pieces.push({ start: position, end: Math.min(start, position + pieceBytes) });
      position = Math.max(position, end);
    }
    return pieces;
  }
}
