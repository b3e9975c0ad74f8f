import { attentionInputs, embedding, type FormatOf, rotationInputs, WeightPlan, weightChooser } from '@recyclegpt/nn';
import { ConfigError, type DecoderConfig, type GraphProfile, type Precision } from '@recyclegpt/spec';
import { type Graph, input } from '@recyclegpt/tensor';
import { checkRecycleConfig } from './check-recycle-config.ts';
import type { RecycleBuild } from './recycle-build.ts';
import { chainGraph } from './recycle-chain-graph.ts';
import type { RecycleConfig } from './recycle-config.ts';
import { tappedStates } from './recycle-fusion.ts';
import { feedback, lookupTable, scores } from './recycle-head.ts';
import { moduleLayers, moduleSlots, newRows, rowsOutput, slotBindings, slotInputs } from './recycle-layers.ts';

export interface RecycleModuleOptions {
  readonly config: RecycleConfig;
  readonly precision: Precision;
  readonly profile: GraphProfile;
  /** Format of each tensor, the base's table and head included: some are kept as they are. */
  readonly formatOf: FormatOf;
  /** What a module looks up and, with a shared head, multiplies by. */
  readonly base: Pick<DecoderConfig, 'hasTiedHead'>;
  /** Asks for a graph that drafts several tokens in a run. */
  readonly chain?: {
    /** Tokens of a run, at least 2. */
    readonly tokens: number;
    /** `[draftVocab]`: token ids of the draft vocabulary; `undefined` if it is the base's. */
    readonly tokenIds: Int32Array | undefined;
  };
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
  /** A whole draft in one run (see `chainGraph`), if it was asked for. */
  readonly chain: PlannedGraph | undefined;
}

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
  chain,
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
  const parts = (): Omit<RecycleBuild, 'attention' | 'rotation'> => {
    return { config, weight, plan: new WeightPlan(), hasTiedHead: base.hasTiedHead };
  };
  return {
    fusion: config.fusion === 'none' ? undefined : fusionGraph(parts()),
    module: moduleGraph(parts()),
    chain: chain && chainGraph({ ...chain, build: parts() }),
  };
}

function fusionGraph(parts: Pick<RecycleBuild, 'config' | 'plan' | 'weight'>): PlannedGraph {
  const { taps, state } = tappedStates(parts);
  const outputs = [{ name: 'state', value: state }];
  return { plan: parts.plan, graph: { name: 'recycle fusion', inputs: taps, outputs, slots: [], metadata: {} } };
}

function moduleGraph(parts: Omit<RecycleBuild, 'attention' | 'rotation'>): PlannedGraph {
  const { config, plan } = parts;
  const build = { ...parts, attention: attentionInputs(config), rotation: rotationInputs(config) };
  const state = input('recycle.state', 'float32', [1, 'seq', config.hidden]);
  const tokenIds = input('tokenIds', 'int64', [1, 'seq']);
  const slots = moduleSlots(config);
  const result = moduleLayers(build, { state, embedded: embedding(tokenIds, lookupTable(build), plan), slots });
  const { logits, softmax } = scores(build, result.normed);
  return {
    plan,
    graph: {
      name: 'recycle',
      inputs: [
        state,
        tokenIds,
        ...Object.values(build.rotation),
        ...Object.values(build.attention),
        ...slotInputs(slots),
      ],
      outputs: [
        { name: 'logits', value: logits },
        { name: 'state', value: feedback(build, result) },
        { name: 'softmax', value: softmax },
        { name: rowsOutput, value: newRows(result.rows) },
      ],
      slots: slotBindings(slots),
      metadata: {},
    },
  };
}
