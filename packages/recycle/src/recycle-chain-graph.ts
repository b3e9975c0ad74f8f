import { attentionInputs, embedding, rotationInputs } from '@recyclegpt/nn';
import { blockRows } from '@recyclegpt/spec';
import { constant, type Dim, input, multiplyDims, ops, type Value } from '@recyclegpt/tensor';
import type { RecycleBuild } from './recycle-build.ts';
import { tappedStates } from './recycle-fusion.ts';
import type { PlannedGraph } from './recycle-graph.ts';
import { feedback, lookupTable, scores } from './recycle-head.ts';
import {
  type LayerRows,
  type LayersResult,
  moduleLayers,
  moduleSlots,
  newRows,
  rowsOutput,
  slotBindings,
  slotInputs,
} from './recycle-layers.ts';

/** Names of what a chain is fed beside a module's own inputs: int64 `[tokens]`, rows of each step, and of its mask. */
export const chainInputs = { stepRows: 'chain.stepRows', maskRows: 'chain.maskRows' } as const;

export interface ChainOptions {
  /** What a step needs but mask and rotations, with an empty plan. */
  readonly build: Omit<RecycleBuild, 'attention' | 'rotation'>;
  /** Tokens that a run drafts, at least 2. */
  readonly tokens: number;
  /** `[draftVocab]`: token ids of the draft vocabulary; `undefined` if it is the base's. */
  readonly tokenIds: Int32Array | undefined;
}

/**
 * A whole draft as one graph: catching up with `seq` true rows, then a row for each further token, which is the
 * likeliest of the step before (the first of equal ones). A run costs a small module more than its arithmetic, so
 * several steps in one are faster where nothing has to be drawn.
 *
 * Inputs are those of the entry, with masks and rotations for `seq + tokens − 1` rows, all in one block, and
 * `chainInputs`. Outputs: `drafted` `[1, tokens]` int64, in the draft vocabulary; `softmax` `[1, tokens, 2]`, as the
 * module's; `state` `[1, 1, hidden]`, of the last row; new rows of all slots, the drafted ones behind the true ones.
 */
export function chainGraph({ build: shared, tokens, tokenIds }: ChainOptions): PlannedGraph {
  const { config, plan } = shared;
  const inputs = { attention: attentionInputs(config, 'all'), rotation: rotationInputs(config, 'all') };
  const sizes = Object.values(chainInputs).map((name) => input(name, 'int64', [tokens])) as [Value, Value];
  const slots = moduleSlots(config);
  const trueIds = input('tokenIds', 'int64', [1, 'seq']);
  const { inputs: taps, state } = tappedStates(shared);
  const steps = chainSteps({ ...shared, ...inputs }, sizes, tokens);
  const table = lookupTable(shared);
  const drafted: Value[] = [];
  const softmax: Value[] = [];
  let rows = { state, embedded: embedding(trueIds, table, plan) };
  let before: readonly LayerRows[] | undefined;
  for (const step of steps) {
    const result: LayersResult = moduleLayers(step, { ...rows, slots, ...(before && { before }) });
    const scored = scores(step, result.normed);
    const best = ops.argMax(scored.logits, -1);
    drafted.push(best);
    softmax.push(scored.softmax);
    before = result.rows;
    rows = { state: feedback(step, result), embedded: embedding(tokenOf(best, tokenIds), table, plan) };
  }
  return {
    plan,
    graph: {
      name: 'recycle chain',
      inputs: [
        ...taps,
        trueIds,
        ...sizes,
        ...Object.values(inputs.rotation),
        ...Object.values(inputs.attention),
        ...slotInputs(slots),
      ],
      outputs: [
        { name: 'drafted', value: ops.concat(drafted, 1) },
        { name: 'softmax', value: ops.concat(softmax, 1) },
        { name: 'state', value: rows.state },
        { name: rowsOutput, value: newRows(before ?? []) },
      ],
      slots: slotBindings(slots),
      metadata: {},
    },
  };
}

/** Each step with its share of masks and positions, and with zeros where rows of later steps are going to be. */
function chainSteps(
  build: RecycleBuild,
  [stepRows, maskRows]: readonly [Value, Value],
  tokens: number,
): readonly RecycleBuild[] {
  const { config, attention, rotation } = build;
  const rowsOf = (step: number): Dim => (step === 0 ? 'seq' : 1);
  const counts = Array.from({ length: tokens }, (_, step) => rowsOf(step));
  const group = config.heads / config.kvHeads;
  const masks = ops.splitBy(
    attention.mask,
    maskRows,
    0,
    counts.map((count) => [multiplyDims(group, count), `past+${blockRows}`]),
  );
  const positions = ops.splitBy(
    rotation.positions,
    stepRows,
    1,
    counts.map((count) => [1, count]),
  );
  return counts.map((_, step) => ({
    ...build,
    attention: {
      ...attention,
      mask: masks[step] as Value,
      padding: padded(attention.padding, tokens - 1 - step),
    },
    rotation: { ...rotation, positions: positions[step] as Value },
  }));
}

/** The block's padding and as many rows of zeros more. */
function padded(padding: Value, rows: number): Value {
  if (rows === 0) return padding;
  const width = padding.shape[2] as number;
  return ops.concat(
    [constant({ dtype: 'float32', shape: [1, rows, width], data: new Float32Array(rows * width) }), padding],
    1,
  );
}

/** Draft ids `[1, 1]` as token ids. */
function tokenOf(draftIds: Value, tokenIds: Int32Array | undefined): Value {
  if (tokenIds === undefined) return draftIds;
  return ops.gather(
    constant({ dtype: 'int64', shape: [tokenIds.length], data: BigInt64Array.from(tokenIds, BigInt) }),
    draftIds,
  );
}
