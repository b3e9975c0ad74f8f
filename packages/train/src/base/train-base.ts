import { type RecycleConfig, recycleTensors } from '@recyclegpt/recycle';
import { type Backend, ConfigError, type DecoderConfig, type Session, type Tensor } from '@recyclegpt/spec';
import type { JsonValue } from '../checkpoints/json-value.ts';
import { type RowPosition, type TokenBatch, TokenRows } from '../data/token-rows.ts';
import type { TokenStream } from '../data/token-stream.ts';
import { learningRateAt } from '../loop/learning-rate.ts';
import { sessionOf, Trainer, type TrainingOutputs } from '../loop/trainer.ts';
import { notANumber } from '../loop/training-error.ts';
import type { TrainingProgress, TrainingTask, ValidationResult } from '../loop/training-task.ts';
import { normalSource } from '../module/initial-module.ts';
import { FlatParameters } from '../optimiser/flat-parameters.ts';
import { type BaseBatch, BaseBatcher, type DraftBatch } from './base-batch.ts';
import { baseLookups, baseTrainingShapes, buildBaseTraining, type JointModule } from './base-training.ts';

/** How to train a base; every field has a default. */
export interface BaseRecipe {
  /** Sequences of a batch, and rows of each. */
  readonly batch: number;
  readonly seq: number;
  readonly epochs: number;
  /** Batches whose gradients are summed before the parameters move. */
  readonly accumulation: number;
  readonly learningRate: number;
  /** Share of the steps in which the learning rate rises. */
  readonly warmUpShare: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** Drafted tokens that a module is trained for. */
  readonly draftSteps: number;
  /** What the recycle loss counts, against the language-model loss. */
  readonly draftWeight: number;
  /** What a later step of drafting counts, against the one before. */
  readonly stepWeight: number;
  readonly seed: number;
}

/** The recipe that a base is trained by when nothing else is said. */
export const baseRecipe: BaseRecipe = {
  batch: 16,
  seq: 256,
  epochs: 10,
  accumulation: 1,
  learningRate: 2e-3,
  warmUpShare: 0.05,
  weightDecay: 0.1,
  clipNorm: 1,
  draftSteps: 2,
  draftWeight: 0.5,
  stepWeight: 0.8,
  seed: 1,
};

/** What a run is made of: shapes, texts, recipe, and the backend that computes. */
export interface BaseTrainingRunOptions {
  readonly backend: Backend;
  readonly config: DecoderConfig;
  /** A module that is trained with it, as the paper does. */
  readonly module?: RecycleConfig | undefined;
  readonly train: TokenStream;
  readonly validation: TokenStream;
  readonly recipe?: Partial<BaseRecipe>;
  /** Rows of validation text that are looked at. Default 64 sequences. */
  readonly validationSequences?: number;
}

/** A run that trains a base from scratch, alone or with its module. */
export class BaseTraining implements TrainingTask {
  readonly recipe: BaseRecipe;
  readonly totalSteps: number;
  readonly parameters: FlatParameters;
  position: RowPosition = { epoch: 0, index: 0 };
  readonly #options: BaseTrainingRunOptions;
  readonly #parts: RunParts;
  #validation: Session | undefined;

  private constructor(options: BaseTrainingRunOptions, parts: RunParts) {
    this.#options = options;
    this.#parts = parts;
    this.recipe = parts.recipe;
    this.parameters = parts.trainer.parameters;
    const { epochs, accumulation } = parts.recipe;
    this.totalSteps = Math.ceil((epochs * parts.rows.stepsPerEpoch) / accumulation);
  }

  /** Loads the graph and draws first values. @throws ConfigError for a module that cannot be trained with its base */
  static async create(options: BaseTrainingRunOptions): Promise<BaseTraining> {
    const { backend, config, module, train } = options;
    checkModule(module);
    const recipe = { ...baseRecipe, ...options.recipe };
    const { batch, seq, seed, draftSteps, draftWeight, stepWeight } = recipe;
    const joint = module === undefined ? undefined : { config: module, steps: draftSteps };
    const parameters = new FlatParameters(baseTrainingShapes({ config, module: joint }));
    initialise(parameters, config, seed);
    const drafting: DraftBatch | undefined =
      module === undefined ? undefined : { steps: draftSteps, weight: draftWeight, stepWeight, draftIds: undefined };
    const graph = buildBaseTraining({ config, batch, seq, module: joint });
    return new BaseTraining(options, {
      recipe,
      joint,
      batcher: new BaseBatcher({ config, seq, drafting }),
      rows: new TokenRows({ stream: train, seqLength: seq, batchSize: batch, seed, boundaries: 'kept' }),
      trainer: await Trainer.create({ ...recipe, backend, graph, parameters, lookups: baseLookups(joint) }),
    });
  }

  get optimiser(): Trainer['optimiser'] {
    return this.#parts.trainer.optimiser;
  }

  get config(): JsonValue {
    const { config, module, train } = this.#options;
    const facts = { base: config, module: module ?? null, recipe: this.recipe, tokens: train.numTokens };
    return JSON.parse(JSON.stringify(facts)) as JsonValue;
  }

  /** @throws TrainingError if loss or gradient are no longer numbers; the parameters are those before */
  async *run(): AsyncGenerator<TrainingProgress> {
    while (this.optimiser.steps < this.totalSteps) yield await this.#move();
  }

  /** Mean losses over the validation text, in nats a token. */
  async validate(): Promise<ValidationResult> {
    const { config, backend, validation, validationSequences = 64 } = this.#options;
    const { batch, seq } = this.recipe;
    const { joint, batcher } = this.#parts;
    this.#validation ??= await sessionOf(
      buildBaseTraining({ config, batch, seq, module: joint, isForwardOnly: true }),
      backend,
    );
    const rows = new TokenRows({
      stream: validation,
      seqLength: seq,
      batchSize: batch,
      // The same rows each time, from all of the texts: those of one source stand together.
      seed: 0,
      boundaries: 'kept',
    });
    const count = new LossCount(joint?.steps ?? 0);
    const batches = Math.max(1, Math.floor(Math.min(rows.numRows, validationSequences) / batch));
    for (let step = 0; step < batches; step++) {
      const { feeds } = batcher.make(await rows.batch(step));
      const outputs = await this.#validation.run(
        { ...feeds, ...this.parameters.feeds() },
        { outputs: outputNames(joint) },
      );
      count.add(outputs, feeds);
    }
    const metrics = count.result();
    return { score: metrics['loss'] as number, metrics };
  }

  [Symbol.dispose](): void {
    this.#parts.trainer[Symbol.dispose]();
    this.#validation?.[Symbol.dispose]();
  }

  async #move(): Promise<TrainingProgress> {
    const { accumulation, learningRate: peak, warmUpShare, batch: sequences, seq } = this.recipe;
    const { rows, trainer, joint } = this.#parts;
    const { totalSteps } = this;
    const count = new LossCount(joint?.steps ?? 0);
    const next = this.optimiser.steps + 1;
    let weight = 0;
    let position = this.position;
    let batch: BaseBatch['feeds'] = {};
    trainer.forget();
    for (let i = 0; i < accumulation; i++) {
      const tokens: TokenBatch = await rows.batchAt(position);
      const made = this.#parts.batcher.make(tokens);
      batch = made.feeds;
      count.add(await trainer.run(batch), batch);
      const wrong = Object.entries(count.result()).filter(([, value]) => !Number.isFinite(value));
      if (wrong.length > 0) throw notANumber({ what: 'loss', step: next, got: namedText(wrong), batch });
      weight += made.rows;
      position = tokens.next;
    }
    const metrics = count.result();
    const loss = metrics['loss'] as number;
    const warmUpSteps = Math.max(1, Math.round(totalSteps * warmUpShare));
    const learningRate = learningRateAt(this.optimiser.steps, { peak, warmUpSteps, totalSteps });
    const gradientNorm = await trainer.update({ learningRate, gradientScale: 1 / Math.max(1, weight) });
    if (!Number.isFinite(gradientNorm))
      throw notANumber({ what: 'gradient', step: next, got: `norm ${gradientNorm}`, batch });
    this.position = position;
    const step = this.optimiser.steps;
    const read = sequences * seq * accumulation;
    return { step, totalSteps, loss, learningRate, gradientNorm, rows: read, metrics };
  }
}

function namedText(values: readonly (readonly [string, number])[]): string {
  return values.map(([name, value]) => `${name} ${value}`).join(', ');
}

interface RunParts {
  readonly recipe: BaseRecipe;
  readonly joint: JointModule | undefined;
  readonly batcher: BaseBatcher;
  readonly rows: TokenRows;
  readonly trainer: Trainer;
}

function outputNames(joint: JointModule | undefined): readonly string[] {
  const steps = Array.from({ length: joint?.steps ?? 0 }, (_, step) => [`crossEntropy.${step}`, `hits.${step}`]);
  return ['crossEntropy', ...steps.flat()];
}

function checkModule(module: RecycleConfig | undefined): void {
  if (module === undefined || (module.head !== 'sliced' && module.draftVocab === module.vocab)) return;
  throw new ConfigError({
    what: 'A module that is trained with its base drafts the whole vocabulary',
    where: 'module',
    expected: `head own or shared, draftVocab ${module.vocab}`,
    got: `head ${module.head}, draftVocab ${module.draftVocab}`,
    next: 'Train it afterwards, by the base’s own texts, for a smaller vocabulary.',
  });
}

/**
 * First values: norms 1, biases 0, matrices normal of deviation 0.02, and those that write to the residual smaller by the
 * root of twice the number of layers (Radford et al., GPT-2, section 2.3).
 */
function initialise(parameters: FlatParameters, { layers }: DecoderConfig, seed: number): void {
  const normal = normalSource(seed);
  for (const { name, shape } of parameters.spans.values()) {
    const view = parameters.view(name);
    if (shape.length === 1) {
      view.fill(name.endsWith('.bias') ? 0 : 1);
      continue;
    }
    const isOutput = /(o_proj|down_proj)\.weight$/.test(name);
    const deviation = isOutput ? 0.02 / Math.sqrt(2 * layers) : 0.02;
    for (let i = 0; i < view.length; i++) view[i] = normal.next() * deviation;
    if (name === recycleTensors.fuse) addIdentity(view, shape as readonly [number, number]);
  }
}

/** The last tapped state goes in as it is. */
function addIdentity(view: Float32Array, [rows, columns]: readonly [number, number]): void {
  for (let row = 0; row < rows; row++) {
    const at = row * columns + columns - rows + row;
    view[at] = (view[at] as number) + 1;
  }
}

/** Weighted means of losses, and how often drafts were right. */
class LossCount {
  readonly #sums: number[];
  readonly #weights: number[];
  readonly #hits: number[];
  readonly #drafts: number[];

  constructor(draftSteps: number) {
    this.#sums = Array<number>(draftSteps + 1).fill(0);
    this.#weights = Array<number>(draftSteps + 1).fill(0);
    this.#hits = Array<number>(draftSteps).fill(0);
    this.#drafts = Array<number>(draftSteps).fill(0);
  }

  add(outputs: TrainingOutputs, feeds: Readonly<Record<string, Tensor>>): void {
    this.#addLoss(0, outputs['crossEntropy'], feeds['weights']);
    for (const step of this.#hits.keys()) {
      const weights = feeds[`draftWeights.${step}`]?.data as Float32Array;
      this.#addLoss(step + 1, outputs[`crossEntropy.${step}`], feeds[`draftWeights.${step}`]);
      const hits = outputs[`hits.${step}`]?.data as Float32Array;
      for (const [row, weight] of weights.entries()) {
        if (weight === 0) continue;
        this.#drafts[step] = (this.#drafts[step] as number) + 1;
        this.#hits[step] = (this.#hits[step] as number) + (hits[row] as number);
      }
    }
  }

  result(): Record<string, number> {
    const metrics: Record<string, number> = {};
    for (const [index, sum] of this.#sums.entries()) {
      metrics[index === 0 ? 'loss' : `draftLoss.${index}`] = sum / Math.max(1e-9, this.#weights[index] as number);
    }
    for (const [step, hits] of this.#hits.entries())
      metrics[`draftAccuracy.${step + 1}`] = hits / Math.max(1, this.#drafts[step] as number);
    return metrics;
  }

  #addLoss(index: number, losses: Tensor | undefined, weights: Tensor | undefined): void {
    const [values, shares] = [losses?.data as Float32Array, weights?.data as Float32Array];
    for (const [row, weight] of shares.entries()) {
      if (weight === 0) continue;
      this.#sums[index] = (this.#sums[index] as number) + weight * (values[row] as number);
      this.#weights[index] = (this.#weights[index] as number) + weight;
    }
  }
}
