/**
 * The lowest id of the largest value; `undefined` if no value is above -Infinity (NaN is never the largest).
 * Four lanes, because one running maximum is a chain of dependent comparisons.
 */
export function argMax(values: Float32Array): number | undefined {
  const whole = values.length - (values.length % 4);
  let [best0, best1, best2, best3] = [-Infinity, -Infinity, -Infinity, -Infinity];
  for (let i = 0; i < whole; i += 4) {
    if (values[i]! > best0) best0 = values[i]!;
    if (values[i + 1]! > best1) best1 = values[i + 1]!;
    if (values[i + 2]! > best2) best2 = values[i + 2]!;
    if (values[i + 3]! > best3) best3 = values[i + 3]!;
  }
  for (let i = whole; i < values.length; i++) if (values[i]! > best0) best0 = values[i]!;
  const best = Math.max(best0, best1, best2, best3);
  return best === -Infinity ? undefined : values.indexOf(best);
}
