import { hiddenScore, RotaryTable } from '@recyclegpt/nn';
import type { RecycleConfig } from '@recyclegpt/recycle';
import type { Tensor } from '@recyclegpt/spec';
import { float16ToFloat32 } from '@recyclegpt/weights';
import type { TaughtText } from '../teacher/teacher-shard.ts';
import type { DraftVocabulary } from './draft-vocabulary.ts';
import type { Placed } from './pack-texts.ts';

/** Sizes of a batch. */
export interface BatchShape {
  readonly batch: number;
  readonly seq: number;
  readonly answers: number;
  readonly steps: number;
}

export interface ModuleBatchOptions extends BatchShape {
  readonly config: RecycleConfig;
  readonly vocabulary: Pick<DraftVocabulary, 'draftIds'>;
  /** `[vocab, hidden]`: the base's embeddings. */
  readonly embeddings: Float32Array;
  readonly topK: number;
  /** What the base's logits are divided by before they become targets. */
  readonly temperature: number;
  /** What a step counts, against the one before. */
  readonly stepWeight: number;
}

/** A batch as feeds, and what its rows stand for. */
export interface ModuleBatch {
  readonly feeds: Readonly<Record<string, Tensor>>;
  /** `[answers]`: the base's own best token after each counted row's next one, −1 for rows of no answer. */
  readonly bestIds: Int32Array;
  /** `[answers]`: which text of the batch, −1 for none; answers of a text follow each other. */
  readonly textOf: Int32Array;
  /** Sum of the weights of each step. */
  readonly weightSums: readonly number[];
}

/**
 * Makes batches of packed texts. Row t of a text pairs the base's states at t with token t + 1; its target is what the
 * base computed at t + 1. Arrays are made once and written again by every batch.
 */
export class ModuleBatcher {
  readonly #options: ModuleBatchOptions;
  readonly #rotary: { readonly cos: Float32Array; readonly sin: Float32Array };
  readonly #states: readonly Float32Array[];
  readonly #embeddings: Float32Array;
  readonly #cos: Float32Array;
  readonly #sin: Float32Array;
  readonly #masks: readonly Float32Array[];
  readonly #targets: Float32Array;
  readonly #targetIds: BigInt64Array;

  constructor(options: ModuleBatchOptions) {
    const { config, batch, seq, answers, steps } = options;
    const rows = batch * seq;
    this.#options = options;
    this.#rotary = new RotaryTable(config).rows(0, seq);
    const half = this.#rotary.cos.length / seq;
    this.#states = config.tappedLayers.map(() => new Float32Array(rows * config.hidden));
    this.#embeddings = new Float32Array(rows * config.hidden);
    this.#cos = new Float32Array(rows * half);
    this.#sin = new Float32Array(rows * half);
    this.#masks = Array.from({ length: steps }, () => new Float32Array(batch * seq * seq));
    const numTargets = targetsOfRow(options);
    this.#targets = new Float32Array(answers * numTargets);
    this.#targetIds = new BigInt64Array(answers * numTargets);
  }

  /** A batch of at most `batch` sequences. Its arrays are valid until the next call. */
  make(sequences: readonly (readonly Placed<TaughtText>[])[]): ModuleBatch {
    const { config, batch, seq, answers, steps } = this.#options;
    const rows = batch * seq;
    this.#clear();
    const counted: Counted = {
      rows: new BigInt64Array(answers),
      places: new BigInt64Array(rows).fill(BigInt(answers)),
      bestIds: new Int32Array(answers).fill(-1),
      textOf: new Int32Array(answers).fill(-1),
      weights: Array.from({ length: steps }, () => new Float32Array(answers)),
      count: 0,
      texts: 0,
    };
    for (const [index, sequence] of sequences.entries())
      for (const placed of sequence) this.#place(placed, index, counted);
    const { hidden, tappedLayers } = config;
    const numTargets = targetsOfRow(this.#options);
    const half = this.#cos.length / rows;
    const floats = (shape: readonly number[], data: Float32Array): Tensor => ({ dtype: 'float32', shape, data });
    const feeds: Record<string, Tensor> = {
      embeddings: floats([rows, hidden], this.#embeddings),
      cos: floats([rows, half], this.#cos),
      sin: floats([rows, half], this.#sin),
      answers: { dtype: 'int64', shape: [answers], data: counted.rows },
      places: { dtype: 'int64', shape: [rows], data: counted.places },
      targetIds: { dtype: 'int64', shape: [answers, numTargets], data: this.#targetIds },
      targets: floats([answers, numTargets], this.#targets),
    };
    for (const tap of tappedLayers.keys())
      feeds[`states.${tap}`] = floats([rows, hidden], this.#states[tap] as Float32Array);
    for (let step = 0; step < steps; step++) {
      feeds[`mask.${step}`] = floats([batch, 1, seq, seq], this.#masks[step] as Float32Array);
      feeds[`weights.${step}`] = floats([answers, 1], counted.weights[step] as Float32Array);
    }
    const weightSums = counted.weights.map((weights) => weights.reduce((sum, weight) => sum + weight, 0));
    return { feeds, bestIds: counted.bestIds, textOf: counted.textOf, weightSums };
  }

  #clear(): void {
    this.#targets.fill(0);
    const { seq } = this.#options;
    for (const mask of this.#masks) {
      mask.fill(hiddenScore);
      // A row that stands for nothing sees itself, so that no row of a softmax is all hidden.
      for (let row = 0; row < mask.length / seq; row++) mask[row * seq + (row % seq)] = 0;
    }
    for (const state of this.#states) state.fill(0);
    this.#embeddings.fill(0);
  }

  #place({ item, start, rows }: Placed<TaughtText>, sequence: number, counted: Counted): void {
    const { config, seq, embeddings, answers, topK } = this.#options;
    const { hidden } = config;
    const first = sequence * seq + start;
    const length = item.tokenIds.length;
    const half = this.#cos.length / (this.#embeddings.length / hidden);
    for (const tap of this.#states.keys()) {
      const from = tap * length * hidden;
      const target = (this.#states[tap] as Float32Array).subarray(first * hidden, (first + rows) * hidden);
      float16ToFloat32(item.states.subarray(from, from + rows * hidden), target);
    }
    this.#cos.set(this.#rotary.cos.subarray(0, rows * half), first * half);
    this.#sin.set(this.#rotary.sin.subarray(0, rows * half), first * half);
    const text = counted.texts++;
    for (let t = 0; t < rows; t++) {
      const next = item.tokenIds[t + 1] as number;
      this.#embeddings.set(embeddings.subarray(next * hidden, (next + 1) * hidden), (first + t) * hidden);
      this.#see(sequence, start, t);
      const answer = t + 1 - item.promptTokens;
      if (answer < 0 || counted.count === answers) continue;
      const place = counted.count++;
      counted.rows[place] = BigInt(first + t);
      counted.places[first + t] = BigInt(place);
      counted.bestIds[place] = item.topIds[answer * topK] as number;
      counted.textOf[place] = text;
      if (this.#target(item, answer, place)) this.#weigh(counted, place, answer);
    }
  }

  /** Row `t` of a text that begins at `start` sees the text's rows up to it, and in later steps fewer. */
  #see(sequence: number, start: number, t: number): void {
    const { seq } = this.#options;
    const row = (sequence * seq + start + t) * seq + start;
    for (const [step, mask] of this.#masks.entries()) {
      if (t - step >= 0) mask.fill(0, row, row + t - step + 1);
      if (step > 0) mask.fill(hiddenScore, row + Math.max(0, t - step + 1), row + t + 1);
    }
  }

  /** Writes a row of targets; `false` if the base's best token cannot be drafted. */
  #target({ topIds, topLogits }: TaughtText, answer: number, place: number): boolean {
    const { vocabulary, topK, temperature } = this.#options;
    const logits = float16ToFloat32(topLogits.subarray(answer * topK, (answer + 1) * topK));
    const kept: [number, number][] = [];
    let sum = 0;
    for (let k = 0; k < topK; k++) {
      const draftId = vocabulary.draftIds[topIds[answer * topK + k] as number] as number;
      const logit = logits[k] as number;
      if (draftId < 0 || logit === Number.NEGATIVE_INFINITY) {
        if (k === 0) return false;
        continue;
      }
      const mass = Math.exp(logit / temperature);
      kept.push([draftId, mass]);
      sum += mass;
    }
    const numTargets = targetsOfRow(this.#options);
    const first = place * numTargets;
    const used = new Set(kept.map(([draftId]) => draftId));
    let unused = 0;
    while (used.has(unused)) unused++;
    this.#targetIds.fill(BigInt(unused), first, first + numTargets);
    for (const [k, [draftId, mass]] of kept.entries()) {
      this.#targetIds[first + k] = BigInt(draftId);
      this.#targets[first + k] = mass / sum;
    }
    return true;
  }

  /** A later step counts where the draft that it is part of began inside the answer. */
  #weigh({ weights }: Counted, place: number, answer: number): void {
    for (const [step, array] of weights.entries()) if (answer >= step) array[place] = this.#options.stepWeight ** step;
  }
}

/** Tokens that can have a share in the target of a row: as many as the training graph reads. */
function targetsOfRow({ topK, config }: Pick<ModuleBatchOptions, 'topK' | 'config'>): number {
  return Math.min(topK, config.draftVocab);
}

interface Counted {
  readonly rows: BigInt64Array;
  readonly places: BigInt64Array;
  readonly bestIds: Int32Array;
  readonly textOf: Int32Array;
  readonly weights: readonly Float32Array[];
  count: number;
  texts: number;
}
