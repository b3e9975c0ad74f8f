import { LinearInput } from '@recyclegpt/nn';
import { input, ops, type Value } from '@recyclegpt/tensor';
import type { RecycleBuild } from './recycle-build.ts';
import { recycleTensors } from './recycle-config.ts';

/** Name of the input with the states of the `tap`-th tapped layer. */
export const tappedInput = (tap: number): string => `recycle.states.${tap}`;

/** Declares the tapped states, `[1, seq, hidden]` each, and what the module reads of them, `[1, seq, hidden]`. */
export function tappedStates({ config, plan, weight }: Pick<RecycleBuild, 'config' | 'plan' | 'weight'>): {
  readonly inputs: readonly Value[];
  readonly state: Value;
} {
  const { tappedLayers, hidden, normEpsilon } = config;
  const taps = tappedLayers.map((_, tap) => input(tappedInput(tap), 'float32', [1, 'seq', hidden]));
  if (config.fusion === 'none') return { inputs: taps, state: taps[0] as Value };
  const normed = taps.map((states, tap) =>
    ops.rmsNorm(states, plan.vector([recycleTensors.fuseNorm(tap)], hidden), normEpsilon),
  );
  const matrix = weight({ tensors: [recycleTensors.fuse], out: hidden, in: taps.length * hidden });
  return { inputs: taps, state: new LinearInput(ops.concat(normed, 2), plan).apply(matrix) };
}
