import { blockRows, type CausalModel, type MutableState } from '@recyclegpt/spec';

export interface MeasureOptions {
  /** Widths to measure. By default 3 is among them, since int4 kernels jump there. */
  readonly widths?: readonly number[];
  /** Stops repeating once so much time is spent; each width runs at least twice. Default 400. */
  readonly budgetMs?: number;
  /** Rows in the past while measuring. Default: one block. */
  readonly past?: number;
  readonly now?: () => number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Measures base passes on this device, by number of rows: the best of several, interleaved, the first of each thrown
 * away. The state is used up: give one of its own and dispose it.
 */
export async function measurePassCosts(
  model: CausalModel,
  state: MutableState,
  options: MeasureOptions = {},
): Promise<Record<number, number>> {
  const { widths = [1, 2, 3, 4, 8], budgetMs = 400, past = blockRows, now = () => performance.now(), signal } = options;
  const fits = widths.filter((width) => past + width <= model.contextLength);
  const best: Record<number, number> = {};
  if (fits.length === 0) return best;
  await model.forward(state, Array<number>(past).fill(0), { signal });
  const startMs = now();
  for (let repeat = 0; repeat < 2 || now() - startMs < budgetMs; repeat++) {
    for (const width of fits) {
      const passMs = await timePass(model, state, width, { past, now, signal });
      if (repeat > 0) best[width] = Math.min(best[width] ?? Infinity, passMs);
    }
  }
  return best;
}

async function timePass(
  model: CausalModel,
  state: MutableState,
  width: number,
  { past, now, signal }: Pick<MeasureOptions, 'signal'> & { readonly past: number; readonly now: () => number },
): Promise<number> {
  const startMs = now();
  await model.forward(state, Array<number>(width).fill(0), { logitsRows: width, signal });
  const passMs = now() - startMs;
  state.truncate(model.owner, past);
  return passMs;
}
