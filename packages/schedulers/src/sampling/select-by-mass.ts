/** Bins for a large vocabulary; few items need no more bins than there are of them. */
const mostBins = 2048;

interface Cut {
  /** Every bin below it is kept whole. */
  readonly bin: number;
  /** Mass that its own members have yet to bring. */
  readonly missing: number;
}

function findCut(bins: Uint16Array, masses: Float64Array, numBins: number, target: number): Cut {
  const massOf = new Float64Array(numBins);
  for (let i = 0; i < bins.length; i++) massOf[bins[i]!]! += masses[i]!;
  let reached = 0;
  for (let bin = 0; bin < numBins; bin++) {
    if (reached + massOf[bin]! >= target) return { bin, missing: target - reached };
    reached += massOf[bin]!;
  }
  return { bin: numBins, missing: 0 };
}

/**
 * The smallest set of items with the smallest keys whose masses reach `target`, as a mask: at least one item; equal
 * keys are taken in order. A histogram of the keys finds the bin where the target is met, and only that bin is sorted,
 * so that no filter ever sorts the vocabulary.
 * @param keys at least `count` numbers of 0 or more
 */
export function selectByMass(keys: Float64Array, masses: Float64Array, count: number, target: number): Uint8Array {
  const numBins = Math.min(mostBins, count);
  let largest = 0;
  for (let i = 0; i < count; i++) if (keys[i]! > largest && keys[i]! < Infinity) largest = keys[i]!;
  const scale = largest > 0 ? (numBins - 1) / largest : 0;
  const bins = new Uint16Array(count);
  for (let i = 0; i < count; i++) bins[i] = keys[i]! >= Infinity ? numBins - 1 : keys[i]! * scale;
  const cut = findCut(bins, masses, numBins, target);
  const mask = new Uint8Array(count);
  const undecided: number[] = [];
  for (let i = 0; i < count; i++) {
    if (bins[i]! < cut.bin) mask[i] = 1;
    else if (bins[i] === cut.bin) undecided.push(i);
  }
  undecided.sort((a, b) => keys[a]! - keys[b]! || a - b);
  let missing = cut.missing;
  for (const i of undecided) {
    if (missing <= 0) break;
    mask[i] = 1;
    missing -= masses[i]!;
  }
  return mask;
}
