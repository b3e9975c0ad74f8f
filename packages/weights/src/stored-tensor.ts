import type { ByteSource, WeightInfo } from '@recyclegpt/spec';

/** A tensor under its canonical name, with where its bytes lie. */
export interface StoredTensor extends WeightInfo {
  readonly source: ByteSource;
  /** Byte in `source` where it begins. */
  readonly offset: number;
  /** Rows of one head, if the file keeps them in the order for rotation by pairs; else `undefined`. */
  readonly pairedHeadRows: number | undefined;
}

/** Rows of a tensor as `RowRange` counts them (a vector is one) and bytes of each. */
export function rowsOf({ shape, sizeBytes }: WeightInfo): {
  readonly rows: number;
  readonly rowBytes: number;
  readonly columns: number;
} {
  const rows = shape.length < 2 ? 1 : shape[0]!;
  const columns = shape.slice(shape.length < 2 ? 0 : 1).reduce((product, length) => product * length, 1);
  return { rows, rowBytes: rows === 0 ? 0 : sizeBytes / rows, columns };
}
