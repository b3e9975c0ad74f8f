import { buildModuleTraining, type DraftLoss, type RecycleConfig, recycleTensorShapes } from '@recyclegpt/recycle';
import type { Backend, Tensor, WeightSource } from '@recyclegpt/spec';
import type { JsonValue } from '../checkpoints/json-value.ts';
import type { RowPosition } from '../data/token-rows.ts';
import { learningRateAt } from '../loop/learning-rate.ts';
import { Trainer } from '../loop/trainer.ts';
import { notANumber } from '../loop/training-error.ts';
import type { TrainingProgress, TrainingTask, ValidationResult } from '../loop/training-task.ts';
import { FlatParameters } from '../optimiser/flat-parameters.ts';
import type { DraftVocabulary } from './draft-vocabulary.ts';
import { initialModule } from './initial-module.ts';
import { type BatchShape, type ModuleBatch, ModuleBatcher } from './module-batch.ts';
import { type ModuleScore, ModuleValidation, ScoreCount } from './module-validation.ts';
import type { PackedSequence, TeacherData } from './teacher-data.ts';

/** How to train; every field has a default. */
export interface ModuleRecipe extends BatchShape {
  readonly loss: DraftLoss;
  readonly epochs: number;
  /** Batches whose gradients are summed before the parameters move. */
  readonly accumulation: number;
  readonly learningRate: number;
  /** Share of the steps in which the learning rate rises. */
  readonly warmUpShare: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** What the base's logits are divided by before they become targets. */
  readonly temperature: number;
  /** What a step of feedback counts, against the one before. */
  readonly stepWeight: number;
  readonly seed: number;
}

/** The recipe that a module is trained by when nothing else is said. */
export const moduleRecipe: ModuleRecipe = {
  batch: 6,
  seq: 320,
  answers: 1440,
  steps: 3,
  loss: 'ce',
  epochs: 6,
  accumulation: 1,
  learningRate: 1e-3,
  warmUpShare: 0.02,
  weightDecay: 0.05,
  clipNorm: 1,
  temperature: 1,
  stepWeight: 0.8,
  seed: 1,
};

/** What a run is made of: the frozen base, what it computed, the shape of the module, the recipe. */
export interface ModuleTrainingRunOptions {
  readonly backend: Backend;
  readonly base: WeightSource;
  readonly config: RecycleConfig;
  readonly data: TeacherData;
  readonly vocabulary: Pick<DraftVocabulary, 'tokenIds' | 'draftIds'>;
  /** Logits that the teacher kept for each token. */
  readonly topK: number;
  readonly recipe?: Partial<ModuleRecipe>;
  /** Rows of all training texts: the length of the run follows from it. */
  readonly rows: number;
}

/** Share of a packed sequence that texts fill, about. */
const usualFill = 0.95;

/** A run that trains a module on what its base computed. */
export class ModuleTraining implements TrainingTask {
  readonly recipe: ModuleRecipe;
  readonly totalSteps: number;
  readonly parameters: FlatParameters;
  /** Sequences of an epoch that are done. */
  position: RowPosition = { epoch: 0, index: 0 };
  readonly #options: ModuleTrainingRunOptions;
  readonly #trainer: Trainer;
  readonly #batcher: ModuleBatcher;
  readonly #head: Readonly<Record<string, Tensor>>;
  #validation: ModuleValidation | undefined;

  private constructor(options: ModuleTrainingRunOptions, parts: RunParts) {
    this.#options = options;
    this.recipe = parts.recipe;
    this.#trainer = parts.trainer;
    this.#batcher = parts.batcher;
    this.#head = parts.head;
    this.parameters = parts.trainer.parameters;
    const { batch, seq, accumulation, epochs } = parts.recipe;
    this.totalSteps = Math.ceil((epochs * options.rows) / (seq * usualFill * batch * accumulation));
  }

  /** Loads the graph and draws first values. @throws BackendError, FileError as loading does. */
  static async create(options: ModuleTrainingRunOptions): Promise<ModuleTraining> {
    const { backend, base, config, vocabulary, topK } = options;
    const recipe = { ...moduleRecipe, ...options.recipe };
    const parameters = new FlatParameters([...recycleTensorShapes(config)]);
    await initialModule({ config, parameters, base, tokenIds: vocabulary.tokenIds, seed: recipe.seed });
    const embeddings = await base.readFloat32('model.embed_tokens.weight');
    const batcher = new ModuleBatcher({ ...recipe, config, vocabulary, embeddings, topK });
    const head = await frozenHead(base, config, vocabulary.tokenIds);
    const trainer = await Trainer.create({
      ...recipe,
      backend,
      graph: buildModuleTraining({ ...recipe, config, topK }),
      parameters,
    });
    return new ModuleTraining(options, { recipe, trainer, batcher, head });
  }

  get optimiser(): Trainer['optimiser'] {
    return this.#trainer.optimiser;
  }

  get config(): JsonValue {
    const { config, rows } = this.#options;
    return JSON.parse(JSON.stringify({ module: config, recipe: this.recipe, rows })) as JsonValue;
  }

  /**
   * Goes on from `position` to the end, and tells of each move of the parameters. Stop whenever you like: `position`
   * is that of the last move told.
   * @throws TrainingError if loss or gradient are no longer numbers; the parameters are those before
   */
  async *run(): AsyncGenerator<TrainingProgress> {
    const { epochs, seq, seed } = this.recipe;
    // How many steps an epoch has depends on how its texts pack: only a part of one is counted in steps.
    const lastStep = Number.isInteger(epochs) ? Number.POSITIVE_INFINITY : this.totalSteps;
    for (let { epoch } = this.position; epoch < epochs; epoch++) {
      const done = epoch === this.position.epoch ? this.position.index : 0;
      let sequence = 0;
      let group: PackedSequence[] = [];
      for await (const packed of this.#options.data.epoch(epoch, { seq, seed })) {
        if (this.optimiser.steps >= lastStep) return;
        if (sequence++ < done) continue;
        group.push(packed);
        if (group.length < this.#groupSize) continue;
        yield await this.#move(group, { epoch, index: sequence });
        group = [];
      }
      if (group.length > 0) yield await this.#move(group, { epoch, index: sequence });
    }
  }

  /** Scores the present parameters on the held-out texts. */
  async validate(): Promise<ValidationResult> {
    const { backend, config, vocabulary, data, topK } = this.#options;
    this.#validation ??= await ModuleValidation.create({
      ...this.recipe,
      backend,
      config,
      vocabulary,
      topK,
      batcher: this.#batcher,
      sequences: await data.validation(this.recipe.seq),
    });
    const score = await this.#validation.score(this.parameters, this.#head);
    return { score: -score.tokensPerPass, metrics: metricsOf(score) };
  }

  [Symbol.dispose](): void {
    this.#trainer[Symbol.dispose]();
    this.#validation?.[Symbol.dispose]();
  }

  get #groupSize(): number {
    return this.recipe.batch * this.recipe.accumulation;
  }

  async #move(group: readonly PackedSequence[], position: RowPosition): Promise<TrainingProgress> {
    const { batch, steps, learningRate: peak, warmUpShare } = this.recipe;
    const step = this.optimiser.steps + 1;
    const count = new ScoreCount(steps, this.#options.vocabulary.tokenIds);
    let weight = 0;
    let feeds: ModuleBatch['feeds'] = {};
    this.#trainer.forget();
    for (let first = 0; first < group.length; first += batch) {
      const made = this.#batcher.make(group.slice(first, first + batch));
      feeds = made.feeds;
      count.add(await this.#trainer.run({ ...feeds, ...this.#head }), made);
      const { losses } = count.result();
      if (!losses.every(Number.isFinite))
        throw notANumber({ what: 'loss', step, got: losses.join(', '), batch: feeds });
      weight += made.weightSums[0] ?? 0;
    }
    const score = count.result();
    const { totalSteps } = this;
    const warmUpSteps = Math.max(1, Math.round(totalSteps * warmUpShare));
    const learningRate = learningRateAt(step - 1, { peak, warmUpSteps, totalSteps });
    const gradientNorm = await this.#trainer.update({ learningRate, gradientScale: 1 / Math.max(1, weight) });
    if (!Number.isFinite(gradientNorm))
      throw notANumber({ what: 'gradient', step, got: `norm ${gradientNorm}`, batch: feeds });
    this.position = position;
    const rows = group.flat().reduce((sum, placed) => sum + placed.rows, 0);
    const loss = score.losses[0] as number;
    return { step, totalSteps, loss, learningRate, gradientNorm, rows, metrics: metricsOf(score) };
  }
}

/** A score as named numbers. */
function metricsOf({ losses, byPosition, tokensPerPass }: ModuleScore): Record<string, number> {
  const named = losses.flatMap((loss, step) => [
    [`loss.${step + 1}`, loss] as const,
    [`acceptance.${step + 1}`, byPosition[step] as number] as const,
  ]);
  return { tokensPerPass, ...Object.fromEntries(named) };
}

interface RunParts {
  readonly recipe: ModuleRecipe;
  readonly trainer: Trainer;
  readonly batcher: ModuleBatcher;
  readonly head: Readonly<Record<string, Tensor>>;
}

/** The base's head as a feed, where the module has none of its own. */
async function frozenHead(
  base: WeightSource,
  { head, draftVocab, hidden }: RecycleConfig,
  tokenIds: Int32Array,
): Promise<Readonly<Record<string, Tensor>>> {
  if (head === 'own') return {};
  const all = await base.readFloat32(base.config.hasTiedHead ? 'model.embed_tokens.weight' : 'lm_head.weight');
  const data = head === 'shared' ? all : new Float32Array(draftVocab * hidden);
  if (head === 'sliced') {
    for (const [draftId, id] of tokenIds.entries())
      data.set(all.subarray(id * hidden, (id + 1) * hidden), draftId * hidden);
  }
  return { head: { dtype: 'float32', shape: [draftVocab, hidden], data } };
}
