import type { CausalModel, ForwardOptions, ForwardResult, MutableState } from '@recyclegpt/spec';
import { expect } from 'vitest';

/** All that passes over a text gave. */
export interface Outcome {
  /** `[vocab]` for each token. */
  readonly logits: readonly Float32Array[];
  /** Rows of each slot, in the model's order. */
  readonly slots: readonly Float32Array[];
}

/** Where rows are not exact: the greatest difference that rounding may make, relative to the greatest number. */
const looseTolerance = 1e-3;

/** Runs tokens and commits them. */
export async function feed(
  model: CausalModel,
  state: MutableState,
  tokenIds: readonly number[],
  options: ForwardOptions,
): Promise<ForwardResult> {
  const result = await model.forward(state, tokenIds, options);
  state.commit(tokenIds);
  return result;
}

/** What the parts of a text give in a state of their own, one call of `forward` each. */
export async function outcomeOf(
  { model, createState }: { readonly model: CausalModel; createState(): MutableState },
  parts: readonly (readonly number[])[],
): Promise<Outcome> {
  using state = createState();
  const logits: Float32Array[] = [];
  for (const part of parts) {
    const result = await feed(model, state, part, { logitsRows: part.length });
    for (let row = 0; row < result.logits.rows; row += 1) logits.push(result.logits.row(row).slice());
  }
  const rows = state.rowsOf(model.owner);
  const slots = await Promise.all(
    model.slots.map(async ({ name }) => (await state.read(name, 0, rows)).data as Float32Array),
  );
  return { logits, slots };
}

/** Expects equal bits where the model says that its rows are exact, and nearly equal numbers elsewhere. */
export function expectSameOutcome({ minExactRows }: CausalModel, got: Outcome, expected: Outcome): void {
  const tolerance = minExactRows === undefined ? looseTolerance : 0;
  for (const part of ['logits', 'slots'] as const) {
    expect(got[part].length, part).toBe(expected[part].length);
    for (const [index, array] of got[part].entries()) {
      const difference = greatestDifference(array, expected[part][index] as Float32Array);
      expect(difference, `${part} ${index}`).toBeLessThanOrEqual(tolerance);
    }
  }
}

/** Relative to the greatest number; 0 means equal bits, and unequal lengths or a NaN are infinitely far. */
function greatestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let greatest = 0;
  for (let i = 0; i < a.length; i += 1) {
    const [x = 0, y = 0] = [a[i], b[i]];
    greatest = Math.max(greatest, Math.abs(y));
    difference = Math.max(difference, Math.abs(x - y));
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.POSITIVE_INFINITY;
  }
  return difference / Math.max(greatest, 1e-30);
}
