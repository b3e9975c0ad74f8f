/**
 * The lowest id of the largest value; `undefined` if no value is above -Infinity (NaN is never the largest).
 * Four values are compared with the best at once: it rarely changes, so the branch is nearly always the same.
 */
export function argMax(values: Float32Array): number | undefined {
  const whole = values.length - (values.length % 4);
  let best = -Infinity;
  let winner: number | undefined;
  for (let i = 0; i < whole; i += 4) {
    if (values[i]! > best || values[i + 1]! > best || values[i + 2]! > best || values[i + 3]! > best) {
      for (let j = i; j < i + 4; j++) {
        if (!(values[j]! > best)) continue;
        best = values[j]!;
        winner = j;
      }
    }
  }
  for (let i = whole; i < values.length; i++) {
    if (!(values[i]! > best)) continue;
    best = values[i]!;
    winner = i;
  }
  return winner;
}
