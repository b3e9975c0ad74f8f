import {
  attentionInputs,
  embedding,
  type FormatOf,
  LinearInput,
  rotationInputs,
  type WeightChooser,
  WeightPlan,
  weightChooser,
} from '@recyclegpt/nn';
import { ConfigError, type DecoderConfig, type GraphProfile, type Precision } from '@recyclegpt/spec';
import { type Graph, input, ops, type Value } from '@recyclegpt/tensor';
import { checkRecycleConfig } from './check-recycle-config.ts';
import type { RecycleBuild } from './recycle-build.ts';
import { type RecycleConfig, recycleTensors } from './recycle-config.ts';
import { type LayerRows, moduleLayers, rowsOutput, slotBindings } from './recycle-layers.ts';

export interface RecycleModuleOptions {
  readonly config: RecycleConfig;
  readonly precision: Precision;
  readonly profile: GraphProfile;
  /** Format of each tensor, the base's table and head included: some are kept as they are. */
  readonly formatOf: FormatOf;
  /** What a module looks up and, with a shared head, multiplies by. */
  readonly base: Pick<DecoderConfig, 'hasTiedHead'>;
}

/** A graph, and what its parameters are made from. */
export interface PlannedGraph {
  readonly graph: Graph;
  readonly plan: WeightPlan;
}

/** A recycle module as graphs. */
export interface RecycleGraphs {
  /**
   * Tapped states, one input `[1, seq, hidden]` for each (`recycle.states.I`), to the states that the module reads, an
   * output `state` `[1, seq, hidden]`. `undefined` without fusion: the tapped states are these.
   */
  readonly fusion: PlannedGraph | undefined;
  /**
   * Inputs: `recycle.state` `[1, seq, hidden]`, tapped or fed back; `tokenIds` `[1, seq]`, the token after each row; what
   * attention needs. Outputs, of the last row only: `logits` `[1, 1, draftVocab]`; `state` `[1, 1, hidden]`, to be fed
   * back; `softmax` `[1, 1, 2]`, the largest logit m and the sum of exp(logit − m). New rows of all slots besides.
   */
  readonly module: PlannedGraph;
}

/** Canonical name of the base's embedding table, and of its head. */
const embeddingTable = 'model.embed_tokens.weight';
const baseHead = 'lm_head.weight';

/** Name of the input with the states of the `tap`-th tapped layer. */
export const tappedInput = (tap: number): string => `recycle.states.${tap}`;

/**
 * Builds a recycle module for a backend. One graph serves rows of true states and rows of its own: catching up is one
 * run over several rows, drafting a run over one. A pass must not cross a multiple of 64 rows.
 * @throws ConfigError for a config that contradicts itself, or a precision that the backend lacks.
 */
export function buildRecycleModule({
  config,
  precision,
  profile,
  formatOf,
  base,
}: RecycleModuleOptions): RecycleGraphs {
  checkRecycleConfig(config);
  if (!profile.precisions.includes(precision)) {
    const expected = profile.precisions.join(', ');
    throw new ConfigError({
      what: 'The backend does not run this precision',
      where: 'precision',
      expected,
      got: precision,
    });
  }
  const weight = weightChooser({ precision, int8Weights: profile.int8Weights, formatOf });
  return {
    fusion: config.fusion === 'none' ? undefined : fusionGraph(config, weight),
    module: moduleGraph(config, weight, base.hasTiedHead),
  };
}

function fusionGraph(config: RecycleConfig, weight: WeightChooser): PlannedGraph {
  const { tappedLayers, hidden, normEpsilon } = config;
  const plan = new WeightPlan();
  const taps = tappedLayers.map((_, tap) => input(tappedInput(tap), 'float32', [1, 'seq', hidden]));
  const normed = taps.map((states, tap) =>
    ops.rmsNorm(states, plan.vector([recycleTensors.fuseNorm(tap)], hidden), normEpsilon),
  );
  const matrix = weight({ tensors: [recycleTensors.fuse], out: hidden, in: taps.length * hidden });
  const state = new LinearInput(ops.concat(normed, 2), plan).apply(matrix);
  const outputs = [{ name: 'state', value: state }];
  return { plan, graph: { name: 'recycle fusion', inputs: taps, outputs, slots: [], metadata: {} } };
}

function moduleGraph(config: RecycleConfig, weight: WeightChooser, hasTiedHead: boolean): PlannedGraph {
  const { hidden, vocab } = config;
  const build: RecycleBuild = {
    config,
    weight,
    plan: new WeightPlan(),
    attention: attentionInputs(config),
    rotation: rotationInputs(config),
  };
  const state = input('recycle.state', 'float32', [1, 'seq', hidden]);
  const tokenIds = input('tokenIds', 'int64', [1, 'seq']);
  const table = weight({ tensors: [embeddingTable], out: vocab, in: hidden });
  const { normed, sum, rows } = moduleLayers(build, state, embedding(tokenIds, table, build.plan));
  const logits = new LinearInput(normed, build.plan).apply(headWeight(build, hasTiedHead));
  return {
    plan: build.plan,
    graph: {
      name: 'recycle',
      inputs: [
        state,
        tokenIds,
        ...Object.values(build.rotation),
        ...Object.values(build.attention),
        ...rows.flatMap(({ keys, values }) => [keys.past, keys.tail, values.past, values.tail]),
      ],
      outputs: [
        { name: 'logits', value: logits },
        { name: 'state', value: config.feedback === 'normed' ? normed : sum },
        { name: 'softmax', value: softmaxParts(logits) },
        { name: rowsOutput, value: newRows(rows) },
      ],
      slots: slotBindings(rows),
      metadata: {},
    },
  };
}

function headWeight({ config, weight }: RecycleBuild, hasTiedHead: boolean): ReturnType<WeightChooser> {
  const { head, draftVocab, hidden } = config;
  const shared = hasTiedHead ? embeddingTable : baseHead;
  return weight({ tensors: [head === 'shared' ? shared : recycleTensors.head], out: draftVocab, in: hidden });
}

function newRows(rows: readonly LayerRows[]): Value {
  return ops.concat(
    rows.flatMap(({ key, value }) => [key, value]),
    0,
  );
}

/** Largest logit m and the sum of exp(logit − m): all that a probability needs, without an array of them. */
function softmaxParts(logits: Value): Value {
  const largest = ops.reduceMax(logits, [-1]);
  return ops.concat([largest, ops.reduceSum(ops.exp(ops.subtract(logits, largest)), [-1])], 2);
}
