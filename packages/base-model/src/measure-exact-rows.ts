import type { CausalModel, MutableState } from '@recyclegpt/spec';

/** Rows of a probe. */
const probeRows = 8;
/** Smallest passes tried, from the one that costs least. */
const candidates = [1, 2, 4] as const;

/**
 * Feeds the same tokens in passes of different widths and compares logits and rows bit by bit.
 * @returns the least number of rows from which on all passes agree, or `undefined` if none was found.
 */
export async function measureExactRows(
  model: CausalModel,
  createState: () => MutableState,
): Promise<number | undefined> {
  const tokens = Array.from({ length: probeRows }, (_, i) => (i * 7919 + 13) % model.vocab);
  const expected = await outcome(model, createState, [tokens]);
  for (const width of candidates) {
    const parts = Array.from({ length: probeRows / width }, (_, i) => tokens.slice(i * width, (i + 1) * width));
    const got = await outcome(model, createState, parts);
    if (got.every((array, i) => isBitEqual(array, expected[i]))) return width;
  }
  return undefined;
}

async function outcome(
  model: CausalModel,
  createState: () => MutableState,
  parts: readonly (readonly number[])[],
): Promise<readonly Float32Array[]> {
  using state = createState();
  const arrays: Float32Array[] = [];
  for (const part of parts) {
    const { logits } = await model.forward(state, part, { logitsRows: part.length });
    for (let row = 0; row < logits.rows; row += 1) arrays.push(logits.row(row).slice());
  }
  for (const slot of model.slots) arrays.push((await state.read(slot.name, 0, probeRows)).data as Float32Array);
  return arrays;
}

function isBitEqual(a: Float32Array, b: Float32Array | undefined): boolean {
  if (a.length !== b?.length) return false;
  const [bitsA, bitsB] = [a, b].map((array) => new Uint32Array(array.buffer, array.byteOffset, array.length)) as [
    Uint32Array,
    Uint32Array,
  ];
  return bitsA.every((bits, i) => bits === bitsB[i]);
}
