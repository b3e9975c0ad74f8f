import { gradientName } from '@recyclegpt/nn';
import { type Graph, gradients, input, ops, type Value } from '@recyclegpt/tensor';
import { type RecycleConfig, recycleTensors } from '../recycle-config.ts';
import { recycleTensorShapes } from '../recycle-tensor-shapes.ts';
import { type DraftLoss, draftLoss } from './draft-loss.ts';
import { ModuleNetwork } from './module-network.ts';

export interface ModuleTrainingOptions {
  readonly config: RecycleConfig;
  /** Sequences of a batch, and rows of each. */
  readonly batch: number;
  readonly seq: number;
  /** Rows of a batch whose predictions can count. */
  readonly answers: number;
  /** Tokens that have a share in a target, if the module can draft as many. */
  readonly topK: number;
  /** Drafted tokens that are trained: the first from the base's states, the rest by feedback. */
  readonly steps: number;
  readonly loss?: DraftLoss;
  /** Without derivatives: for validation. */
  readonly isForwardOnly?: boolean;
}

/**
 * The graph of a training step of a module. With rows = batch · seq, it reads
 * `embeddings` `[rows, hidden]` (of each row's next token), `states.I` `[rows, hidden]` for each tapped layer, `cos` and
 * `sin` `[rows, rotaryDim / 2]`, `mask.J` `[batch, 1, seq, seq]` for each step, int64 `answers` `[answers]` and
 * `places` `[rows]`, int64 `targetIds` and `targets` `[answers, topK]`, `weights.J` `[answers, 1]`, the module's tensors by name, and
 * `head` `[draftVocab, hidden]` where it is not the module's own. It gives `crossEntropy.J` `[answers, 1]`, int64
 * `choices.J` `[answers]` (draft ids), and the derivatives of the sum over steps and answers of weight times loss.
 */
export function buildModuleTraining(options: ModuleTrainingOptions): Graph {
  const { config, batch, seq, steps, loss = 'ce', isForwardOnly = false } = options;
  const inputs = moduleInputs(options);
  const shapes = [...recycleTensorShapes(config)];
  const parameters = shapes.map(({ name, shape }) => input(name, 'float32', shape));
  const byName = new Map(parameters.map((value, i) => [shapes[i]?.name, value]));
  const weight = (name: string): Value => byName.get(name) as Value;
  const head =
    config.head === 'own' ? weight(recycleTensors.head) : input('head', 'float32', [config.draftVocab, config.hidden]);
  const shape = { batch, seq, heads: config.heads, kvHeads: config.kvHeads, headDim: config.headDim };
  const counted = { answers: inputs.answers, places: inputs.places };
  const network = new ModuleNetwork({ config, shape, weight, rows: { ...inputs, counted } });
  let state = network.fuse(inputs.states);
  const terms = Array.from({ length: steps }, (_, step) => {
    const result = network.step(state);
    if (step < steps - 1) state = network.next(result.state);
    const logits = network.logits(result.normed, head);
    const weights = inputs.weights[step] as Value;
    const { targetIds, targets } = inputs;
    const terms = draftLoss({ logits, targetIds, targets, weights, loss });
    const weighed = network.logits(ops.multiply(result.normed, terms.factor), head);
    return { ...terms, weighed, choices: ops.argMax(logits, 1) };
  });
  const derivatives = isForwardOnly
    ? []
    : gradients(surrogate(terms), parameters, {
        frozen: terms.flatMap((term) => [term.derivative, term.factor]),
        // Each is where the other leads: rows that count are looked up once, and come back once.
        inverses: [
          { indices: inputs.answers, places: inputs.places },
          { indices: inputs.places, places: inputs.answers },
        ],
      });
  const { states, masks, weights, ...single } = inputs;
  return {
    name: isForwardOnly ? 'module validation' : 'module training',
    inputs: [
      ...Object.values(single),
      ...states,
      ...masks,
      ...weights,
      ...parameters,
      ...(config.head === 'own' ? [] : [head]),
    ],
    outputs: [
      ...terms.flatMap(({ crossEntropy, choices }, step) => [
        { name: `crossEntropy.${step}`, value: crossEntropy },
        { name: `choices.${step}`, value: choices },
      ]),
      ...derivatives.map((value, i) => ({ name: gradientName(shapes[i]?.name as string), value })),
    ],
    slots: [],
    metadata: {},
  };
}

/** A scalar whose derivative by each step's logits is the closed form. */
function surrogate(terms: readonly { readonly weighed: Value; readonly derivative: Value }[]): Value {
  return terms
    .map(({ weighed, derivative }) => ops.reduceSum(ops.multiply(weighed, derivative), [0, 1]))
    .reduce((sum, term) => ops.add(sum, term));
}

function moduleInputs({ config, batch, seq, answers, steps, topK }: ModuleTrainingOptions) {
  const { hidden, rope, headDim, tappedLayers, draftVocab } = config;
  const numTargets = Math.min(topK, draftVocab);
  const rows = batch * seq;
  const half = (rope.rotaryDim || headDim) / 2;
  const perStep = (name: string, shape: readonly number[]): readonly Value[] =>
    Array.from({ length: steps }, (_, step) => input(`${name}.${step}`, 'float32', shape));
  return {
    embeddings: input('embeddings', 'float32', [rows, hidden]),
    cos: input('cos', 'float32', [rows, half]),
    sin: input('sin', 'float32', [rows, half]),
    answers: input('answers', 'int64', [answers]),
    places: input('places', 'int64', [rows]),
    targetIds: input('targetIds', 'int64', [answers, numTargets]),
    targets: input('targets', 'float32', [answers, numTargets]),
    states: tappedLayers.map((_, tap) => input(`states.${tap}`, 'float32', [rows, hidden])),
    masks: perStep('mask', [batch, 1, seq, seq]),
    weights: perStep('weights', [answers, 1]),
  };
}
