/** A name with its `%s`, `%d`, `%i` and `%j` replaced by values in turn, as Vitest does. */
export function caseName(pattern: string, values: readonly unknown[]): string {
  let next = 0;
  return pattern.replace(/%([sdij%])/g, (all, kind: string) => {
    if (kind === '%') return '%';
    if (next >= values.length) return all;
    const value = values[next];
    next += 1;
    return kind === 'j' ? JSON.stringify(value) : String(value);
  });
}
