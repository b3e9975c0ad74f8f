/**
 * The lines that differ, with `-` before those of `before` and `+` before those of `after`, and unchanged neighbours; by the
 * longest common subsequence of what lies between the common beginning and end. Empty when the texts are equal.
 */
export function lineDifference(before: string, after: string, numNeighbours = 2): string[] {
  const [old, young] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start++;
  let [oldEnd, youngEnd] = [old.length, young.length];
  while (oldEnd > start && youngEnd > start && old[oldEnd - 1] === young[youngEnd - 1]) {
    oldEnd--;
    youngEnd--;
  }
  if (oldEnd === start && youngEnd === start) return [];
  const changed = between(old.slice(start, oldEnd), young.slice(start, youngEnd));
  const ahead = old.slice(Math.max(0, start - numNeighbours), start).map(unchanged);
  return [...ahead, ...changed, ...old.slice(oldEnd, oldEnd + numNeighbours).map(unchanged)];
}

const unchanged = (line: string): string => `  ${line}`;

function between(old: readonly string[], young: readonly string[]): string[] {
  const lengths = commonLengths(old, young);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    const isCommon = i < old.length && j < young.length && old[i] === young[j];
    if (isCommon) lines.push(unchanged(old[i++] ?? ''));
    if (isCommon) j++;
    else if (j >= young.length || (i < old.length && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)))
      lines.push(`- ${old[i++]}`);
    else lines.push(`+ ${young[j++]}`);
  }
  return lines;
}

/** `[i][j]` is how many lines the rest of `old` from i and the rest of `young` from j have in common. */
function commonLengths(old: readonly string[], young: readonly string[]): Uint32Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint32Array(young.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    const [row, below] = [rows[i]!, rows[i + 1]!];
    for (let j = young.length - 1; j >= 0; j--) {
      row[j] = old[i] === young[j] ? below[j + 1]! + 1 : Math.max(below[j]!, row[j + 1]!);
    }
  }
  return rows;
}
