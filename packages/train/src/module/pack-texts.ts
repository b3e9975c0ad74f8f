/** A text in a packed sequence: its rows are `[start, start + rows)` of the sequence. */
export interface Placed<T> {
  readonly item: T;
  readonly start: number;
  readonly rows: number;
}

/** Sequences still open. */
const openSequences = 24;

/**
 * Packs texts into sequences of `seq` rows, each text whole, or its beginning where it is longer: first fit over a few
 * open sequences, so that the order stays nearly that of the texts. Sequences come as they are closed.
 */
export function* packTexts<T>(
  texts: Iterable<T>,
  { seq, rowsOf }: { readonly seq: number; readonly rowsOf: (text: T) => number },
): Generator<readonly Placed<T>[]> {
  let open: { placed: Placed<T>[]; used: number }[] = [];
  for (const item of texts) {
    const rows = Math.min(seq, rowsOf(item));
    if (rows < 1) continue;
    let sequence = open.find(({ used }) => used + rows <= seq);
    if (sequence === undefined) {
      if (open.length === openSequences) {
        const fullest = open.reduce((best, other) => (other.used > best.used ? other : best));
        open = open.filter((other) => other !== fullest);
        yield fullest.placed;
      }
      sequence = { placed: [], used: 0 };
      open.push(sequence);
    }
    sequence.placed.push({ item, start: sequence.used, rows });
    sequence.used += rows;
  }
  for (const { placed } of open) yield placed;
}
