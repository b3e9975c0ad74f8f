import { buildModuleTraining, type RecycleConfig } from '@recyclegpt/recycle';
import type { Backend, Session, Tensor } from '@recyclegpt/spec';
import { sessionOf } from '../loop/trainer.ts';
import type { FlatParameters } from '../optimiser/flat-parameters.ts';
import { AgreementCount, type DraftAgreement } from './draft-agreement.ts';
import type { DraftVocabulary } from './draft-vocabulary.ts';
import type { BatchShape, ModuleBatch, ModuleBatcher } from './module-batch.ts';
import type { PackedSequence } from './teacher-data.ts';

/** How a module does on texts. */
export interface ModuleScore extends DraftAgreement {
  /** Mean cross-entropy of each step against the base's distribution, in nats. */
  readonly losses: readonly number[];
}

export interface ModuleValidationOptions extends BatchShape {
  readonly backend: Backend;
  readonly config: RecycleConfig;
  readonly batcher: ModuleBatcher;
  /** As the batcher's. */
  readonly topK: number;
  readonly vocabulary: Pick<DraftVocabulary, 'tokenIds'>;
  readonly sequences: readonly PackedSequence[];
}

/** Scores modules on held-out texts by simulated drafts, without generating. */
export class ModuleValidation implements Disposable {
  readonly #options: ModuleValidationOptions;
  readonly #session: Session;

  private constructor(options: ModuleValidationOptions, session: Session) {
    this.#options = options;
    this.#session = session;
  }

  static async create(options: ModuleValidationOptions): Promise<ModuleValidation> {
    const graph = buildModuleTraining({ ...options, isForwardOnly: true });
    return new ModuleValidation(options, await sessionOf(graph, options.backend));
  }

  /** Scores parameters; `extra` are feeds that are not the module's own (a head of the base). */
  async score(parameters: FlatParameters, extra: Readonly<Record<string, Tensor>> = {}): Promise<ModuleScore> {
    const { batch, steps, batcher, sequences, vocabulary } = this.#options;
    const count = new ScoreCount(steps, vocabulary.tokenIds);
    const outputs = outputNames(steps);
    for (let first = 0; first < sequences.length; first += batch) {
      const made = batcher.make(sequences.slice(first, first + batch));
      count.add(await this.#session.run({ ...made.feeds, ...extra, ...parameters.feeds() }, { outputs }), made);
    }
    return count.result();
  }

  [Symbol.dispose](): void {
    this.#session[Symbol.dispose]();
  }
}

function outputNames(steps: number): readonly string[] {
  return Array.from({ length: steps }, (_, step) => [`crossEntropy.${step}`, `choices.${step}`]).flat();
}

/** Sums of what training or validation runs gave. */
export class ScoreCount {
  readonly #agreement: AgreementCount;
  readonly #tokenIds: Int32Array;
  readonly #losses: number[];
  readonly #weights: number[];

  constructor(steps: number, tokenIds: Int32Array) {
    this.#agreement = new AgreementCount(steps);
    this.#tokenIds = tokenIds;
    this.#losses = Array<number>(steps).fill(0);
    this.#weights = Array<number>(steps).fill(0);
  }

  add(outputs: Readonly<Record<string, Tensor>>, { feeds, bestIds, textOf }: ModuleBatch): void {
    for (const step of this.#losses.keys()) {
      const losses = outputs[`crossEntropy.${step}`]?.data as Float32Array;
      const weights = feeds[`weights.${step}`]?.data as Float32Array;
      for (const [i, weight] of weights.entries()) {
        if (weight === 0) continue;
        this.#losses[step] = (this.#losses[step] as number) + weight * (losses[i] as number);
        this.#weights[step] = (this.#weights[step] as number) + weight;
      }
    }
    const choices = this.#losses.map((_, step) => {
      const draftIds = outputs[`choices.${step}`]?.data as BigInt64Array;
      return Int32Array.from(draftIds, (id) => this.#tokenIds[Number(id)] as number);
    });
    this.#agreement.add(choices, bestIds, textOf);
  }

  result(): ModuleScore {
    const losses = this.#losses.map((loss, step) => loss / Math.max(1e-9, this.#weights[step] as number));
    return { ...this.#agreement.result(), losses };
  }
}
