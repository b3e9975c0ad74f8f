import { decoderNetwork, decoderTensorShapes } from '@recyclegpt/base-model';
import { gradientName, tokenLoss } from '@recyclegpt/nn';
import { ModuleNetwork, type RecycleConfig, recycleTensorShapes, recycleTensors } from '@recyclegpt/recycle';
import type { DecoderConfig } from '@recyclegpt/spec';
import { type Graph, gradients, input, ops, type Value } from '@recyclegpt/tensor';
import type { LookupGradient } from '../loop/trainer.ts';

/** A module that is trained with its base. */
export interface JointModule {
  readonly config: RecycleConfig;
  /** Drafted tokens that are trained. */
  readonly steps: number;
}

/** What the graph of a training step is built for: shapes are fixed. */
export interface BaseTrainingOptions {
  readonly config: DecoderConfig;
  /** Sequences of a batch, and rows of each. */
  readonly batch: number;
  readonly seq: number;
  /** Trained together with the base, as the paper does. */
  readonly module?: JointModule | undefined;
  /** Without derivatives: for validation. */
  readonly isForwardOnly?: boolean;
}

/** Tensors that a run trains: the base's, and its module's. */
export function baseTrainingShapes({ config, module }: Pick<BaseTrainingOptions, 'config' | 'module'>) {
  return [...decoderTensorShapes(config), ...(module === undefined ? [] : recycleTensorShapes(module.config))];
}

/**
 * The graph of a training step of a base, with or without its module. With rows = batch · seq it reads int64 `tokenIds`,
 * `targets` `[rows]` (each row's next token), `weights` `[rows, 1]`, `cos`, `sin` `[rows, rotaryDim / 2]`, `mask`
 * `[batch, 1, seq, seq]`, and the tensors by name; with a module also int64 `draftTargets` `[rows]`
 * (draft ids of the tokens after the next), and for each step J `draftWeights.J` `[rows, 1]` and `mask.J`. It gives
 * `crossEntropy` `[rows, 1]`, with a module `crossEntropy.J` and `hits.J`, and the derivatives of the weighted
 * sums: language-model loss plus recycle loss (RecycleGPT, arXiv 2308.03421, section 3.2). What the table of embeddings gets
 * from looked-up rows comes apart, as `baseLookups` says.
 */
export function buildBaseTraining(options: BaseTrainingOptions): Graph {
  const { config, batch, seq, module, isForwardOnly = false } = options;
  const inputs = baseInputs(options);
  const shapes = baseTrainingShapes(options);
  const parameters = shapes.map(({ name, shape }) => input(name, 'float32', shape));
  const byName = new Map(shapes.map(({ name }, i) => [name, parameters[i] as Value]));
  const weight = (name: string): Value => byName.get(name) as Value;
  const states = decoderNetwork({ config, batch, seq, rows: inputs, weight });
  const head = weight(config.hasTiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight');
  const loss = tokenLoss({ states: states.normed, head, targets: inputs.targets, weights: inputs.weights });
  const drafts =
    module === undefined ? undefined : moduleSteps(options, module, { states: states.layers, inputs, head, weight });
  const losses = [loss, ...(drafts?.losses ?? [])];
  const surrogate = losses.map((term) => term.surrogate).reduce((sum, term) => ops.add(sum, term));
  const lookedUp = [states.embeddings, ...(drafts === undefined ? [] : [drafts.embeddings])];
  const wanted = [...parameters, ...lookedUp];
  const frozen = [...lookedUp, ...losses.flatMap((term) => term.frozen)];
  const derivatives = isForwardOnly ? [] : gradients(surrogate, wanted, { frozen });
  const names = [...shapes.map(({ name }) => gradientName(name)), ...baseLookups(module).map(({ output }) => output)];
  return {
    name: isForwardOnly ? 'validation' : 'training',
    inputs: [...Object.values(inputs), ...(drafts?.inputs ?? []), ...parameters],
    outputs: [
      { name: 'crossEntropy', value: loss.crossEntropy },
      ...(drafts?.outputs ?? []),
      ...derivatives.map((value, i) => ({ name: names[i] as string, value })),
    ],
    slots: [],
    metadata: {},
  };
}

/** Lookups in the table of embeddings: the rows' gradients, to be added to the table's at these token ids. */
export function baseLookups(module: JointModule | undefined): readonly LookupGradient[] {
  const parameter = 'model.embed_tokens.weight';
  const indices = module === undefined ? ['tokenIds'] : ['tokenIds', 'targets'];
  return indices.map((name) => ({ parameter, indices: name, output: gradientName(`rows.${name}`) }));
}

function baseInputs({ config, batch, seq }: BaseTrainingOptions) {
  const rows = batch * seq;
  const half = (config.rope.rotaryDim || config.headDim) / 2;
  return {
    tokenIds: input('tokenIds', 'int64', [rows]),
    targets: input('targets', 'int64', [rows]),
    weights: input('weights', 'float32', [rows, 1]),
    cos: input('cos', 'float32', [rows, half]),
    sin: input('sin', 'float32', [rows, half]),
    mask: input('mask', 'float32', [batch, 1, seq, seq]),
  };
}

interface ModuleParts {
  readonly states: readonly Value[];
  readonly inputs: ReturnType<typeof baseInputs>;
  readonly head: Value;
  readonly weight: (name: string) => Value;
}

/** The module's steps over the base's states: their inputs, losses and outputs. */
function moduleSteps(options: BaseTrainingOptions, module: JointModule, parts: ModuleParts) {
  const { batch, seq } = options;
  const { config, steps } = module;
  const { inputs, weight } = parts;
  const rows = batch * seq;
  const targets = input('draftTargets', 'int64', [rows]);
  const perStep = Array.from({ length: steps }, (_, step) => ({
    weights: input(`draftWeights.${step}`, 'float32', [rows, 1]),
    mask: input(`mask.${step}`, 'float32', [batch, 1, seq, seq]),
  }));
  const embeddings = ops.gather(weight('model.embed_tokens.weight'), inputs.targets);
  const moduleRows = { embeddings, cos: inputs.cos, sin: inputs.sin, masks: perStep.map(({ mask }) => mask) };
  const shape = { batch, seq, heads: config.heads, kvHeads: config.kvHeads, headDim: config.headDim };
  const network = new ModuleNetwork({ config, shape, weight, rows: moduleRows });
  const head = config.head === 'own' ? weight(recycleTensors.head) : parts.head;
  let state = network.fuse(config.tappedLayers.map((layer) => parts.states[layer] as Value));
  const results = perStep.map(({ weights }, step) => {
    const { normed, state: made } = network.step(state);
    if (step < steps - 1) state = network.next(made);
    return tokenLoss({ states: normed, head, targets, weights });
  });
  return {
    embeddings,
    inputs: [targets, ...perStep.flatMap((step) => Object.values(step))],
    losses: results,
    outputs: results.flatMap(({ crossEntropy, hits }, step) => [
      { name: `crossEntropy.${step}`, value: crossEntropy },
      { name: `hits.${step}`, value: hits },
    ]),
  };
}
