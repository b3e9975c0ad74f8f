import { GraphError } from '@recyclegpt/spec';

/**
 * Size of one axis: a number, or a polynomial over named sizes with integer coefficients, as text: `seq`, `3*seq`,
 * `past+64`. Equal sizes have equal texts when they went through the functions of this file.
 */
export type Dim = number | string;

/** Sizes of all axes, outermost first. */
export type Shape = readonly Dim[];

/** Coefficient by sorted product of names (`''` is the constant term). */
type Polynomial = ReadonlyMap<string, number>;

function parse(dim: Dim): Polynomial {
  if (typeof dim === 'number') return new Map([['', dim]]);
  const terms = new Map<string, number>();
  for (const term of dim.replaceAll('-', '+-').split('+').filter(Boolean)) {
    let coefficient = 1;
    const names: string[] = [];
    for (const factor of term.trim().split('*')) {
      if (/^-?\d+$/.test(factor)) coefficient *= Number(factor);
      else if (factor.startsWith('-')) {
        coefficient = -coefficient;
        names.push(factor.slice(1));
      } else names.push(factor);
    }
    const key = names.sort().join('*');
    terms.set(key, (terms.get(key) ?? 0) + coefficient);
  }
  return terms;
}

function format(terms: Polynomial): Dim {
  const parts = [...terms].filter(([, coefficient]) => coefficient !== 0).sort(([a], [b]) => (a < b ? 1 : -1));
  if (parts.length === 0) return 0;
  if (parts.length === 1 && parts[0]?.[0] === '') return parts[0][1];
  const texts = parts.map(([names, c]) =>
    names === '' ? `${c}` : c === 1 ? names : c === -1 ? `-${names}` : `${c}*${names}`,
  );
  return texts.join('+').replaceAll('+-', '-');
}

/** a + b. */
export function addDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  const terms = new Map(parse(a));
  for (const [names, coefficient] of parse(b)) terms.set(names, (terms.get(names) ?? 0) + coefficient);
  return format(terms);
}

/** a · b. */
export function multiplyDims(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  const terms = new Map<string, number>();
  for (const [namesA, ca] of parse(a)) {
    for (const [namesB, cb] of parse(b)) {
      const key = [...namesA.split('*'), ...namesB.split('*')].filter(Boolean).sort().join('*');
      terms.set(key, (terms.get(key) ?? 0) + ca * cb);
    }
  }
  return format(terms);
}

/** a ÷ b if it is exact for every value of the names and b is a single term; else `undefined`. */
export function divideDims(a: Dim, b: Dim): Dim | undefined {
  const divisor = [...parse(b)];
  if (divisor.length !== 1) return a === b ? 1 : undefined;
  const [[names, coefficient]] = divisor as [[string, number]];
  if (coefficient === 0) return undefined;
  const terms = new Map<string, number>();
  for (const [key, c] of parse(a)) {
    const left = key.split('*').filter(Boolean);
    for (const name of names.split('*').filter(Boolean)) {
      const at = left.indexOf(name);
      if (at < 0) return undefined;
      left.splice(at, 1);
    }
    if (c % coefficient !== 0) return undefined;
    terms.set(left.join('*'), c / coefficient);
  }
  return format(terms);
}

/** Product of all sizes. */
export function sizeOf(shape: Shape): Dim {
  return shape.reduce<Dim>(multiplyDims, 1);
}

/** Whether two sizes may be equal at run time: only two different numbers may not. */
export function mayEqual(a: Dim, b: Dim): boolean {
  return typeof a === 'string' || typeof b === 'string' || a === b;
}

function broadcastDim(a: Dim, b: Dim): Dim {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  if (!mayEqual(a, b))
    throw new GraphError({ what: 'Sizes do not broadcast', got: `${a} and ${b}`, expected: 'equal sizes, or 1' });
  return typeof a === 'number' ? a : b;
}

/** Shape of an element-wise operation by ONNX's (NumPy's) broadcasting. @throws GraphError if sizes differ and none is 1. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) =>
    broadcastDim(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1),
  );
}

/** A concrete value for a size, from values of its names. @throws GraphError for a name without a value. */
export function evaluateDim(dim: Dim, names: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const [product, coefficient] of parse(dim)) {
    let value = coefficient;
    for (const name of product.split('*').filter(Boolean)) {
      const size = names.get(name);
      if (size === undefined)
        throw new GraphError({ what: `Nothing says how long "${name}" is`, where: `size ${dim}` });
      value *= size;
    }
    total += value;
  }
  return total;
}
