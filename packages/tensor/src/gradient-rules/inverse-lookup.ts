import { int64s, type Value } from '../graph.ts';
import { cast, concat, equal, gather, multiply, reshape } from '../ops.ts';
import { fixedSize, zerosLike } from './shapes.ts';

/** Indices of lookups that take a row once at most, and where each row went. */
export interface InverseLookup {
  /** int64 `[n]`: the rows that are looked up. */
  readonly indices: Value;
  /** int64 `[rows]`: the place of each row in `indices`, `n` for one that is in none. Rows after the last are in none. */
  readonly places: Value;
}

/**
 * The gradient of rows that were looked up once: each gets what its copy got, by a lookup the other way. A place whose
 * index names another row is none: so indices may be filled up with any row.
 * @param gradient `[n, …]`
 * @param data what was looked up in, `[rows, …]`
 */
export function inverseLookup(gradient: Value, data: Value, { indices, places }: InverseLookup): Value {
  const [rows, placed] = [fixedSize(data.shape[0], 'rows of a lookup'), fixedSize(places.shape[0], 'places')];
  const width = gradient.shape.slice(1).map((dim) => fixedSize(dim, 'elements of a row'));
  const zeros = (count: number): Value => zerosLike({ ...gradient, shape: [count, ...width] });
  const returned = gather(concat([gradient, zeros(1)], 0), places);
  const found = gather(concat([indices, int64s([-1])], 0), places);
  const isOwn = cast(equal(found, int64s(Array.from({ length: placed }, (_, row) => row))), gradient.dtype);
  const own = multiply(returned, reshape(isOwn, [placed, ...width.map(() => 1)]));
  return placed === rows ? own : concat([own, zeros(rows - placed)], 0);
}
