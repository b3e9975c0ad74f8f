import { attentionInputs, embedding, type FormatOf, rotationInputs, WeightPlan, weightChooser } from '@recyclegpt/nn';
import { ConfigError, type DecoderConfig, type GraphProfile, type Precision } from '@recyclegpt/spec';
import { type Graph, input, type Value } from '@recyclegpt/tensor';
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
   * Rows of true states. Inputs: tapped states, one `[1, seq, hidden]` for each (`recycle.states.I`), and those of
   * `module` but its state. Outputs: those of `module`. `undefined` without fusion: a tapped state is the module's.
   */
  readonly entry: PlannedGraph | undefined;
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
 * Builds a recycle module for a backend: catching up is one run over several rows, drafting a run over one, or a run for
 * several tokens. A pass must not cross a multiple of 64 rows.
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
  const parts = (): GraphParts => {
    return { config, weight, plan: new WeightPlan(), hasTiedHead: base.hasTiedHead };
  };
  return {
    entry: config.fusion === 'none' ? undefined : moduleGraph('recycle entry', parts(), tappedStates),
    module: moduleGraph('recycle', parts(), fedState),
    chain: chain && chainGraph({ ...chain, build: parts() }),
  };
}

/** What a graph needs but masks and rotations, with an empty plan. */
type GraphParts = Omit<RecycleBuild, 'attention' | 'rotation'>;

/** A state and the inputs that it is made of. */
interface EnteringState {
  readonly inputs: readonly Value[];
  readonly state: Value;
}

function fedState({ config }: GraphParts): EnteringState {
  const state = input('recycle.state', 'float32', [1, 'seq', config.hidden]);
  return { inputs: [state], state };
}

function moduleGraph(name: string, parts: GraphParts, enter: (parts: GraphParts) => EnteringState): PlannedGraph {
  const { config, plan } = parts;
  const build = { ...parts, attention: attentionInputs(config), rotation: rotationInputs(config) };
  const { inputs, state } = enter(parts);
  const tokenIds = input('tokenIds', 'int64', [1, 'seq']);
  const slots = moduleSlots(config);
  const result = moduleLayers(build, { state, embedded: embedding(tokenIds, lookupTable(build), plan), slots });
  const { logits, softmax } = scores(build, result.normed);
  return {
    plan,
    graph: {
      name,
      inputs: [
        ...inputs,
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
