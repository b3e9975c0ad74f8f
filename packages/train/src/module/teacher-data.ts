import { type ByteSource, ConfigError, FileError, type Storage } from '@recyclegpt/spec';
import { MurmurHash } from '../data/murmur-hash.ts';
import {
  readTeacherShard,
  readTeacherTexts,
  type TaughtText,
  type TeacherShape,
  type TeacherText,
} from '../teacher/teacher-shard.ts';
import { type Placed, packTexts } from './pack-texts.ts';
import { seededIntegers, shuffled } from './shuffled.ts';

/** Where the shards lie, what shape they have, and how many texts are held out. */
export interface TeacherDataOptions extends TeacherShape {
  readonly storage: Storage;
  /** Paths of shards. */
  readonly shards: readonly string[];
  /** Texts kept for validation: one of this many. Default 50. */
  readonly holdOut?: number;
}

/** What texts are there. */
export interface TeacherSurvey {
  /** `[vocab]`: of the tokens in the answers of the training texts. */
  readonly counts: Float64Array;
  readonly texts: number;
  /** Of them kept for validation. */
  readonly heldOut: number;
  /** Rows of the training texts: tokens that have a next one. */
  readonly rows: number;
  /** Of them those that predict: one for each token of an answer, less a few. */
  readonly answerRows: number;
}

/** A sequence of packed texts. */
export type PackedSequence = readonly Placed<TaughtText>[];

/** Shards in memory at a time. */
const shardsAtOnce = 6;

/** Which texts are held out depends on their token ids alone. */
function hashOf({ buffer, byteOffset, byteLength }: Int32Array): number {
  return new MurmurHash().update(new Uint8Array(buffer, byteOffset, byteLength)).digest32();
}

/** What a base computed, in shuffled and packed sequences. */
export class TeacherData {
  readonly #options: TeacherDataOptions;

  constructor(options: TeacherDataOptions) {
    if (options.shards.length === 0) {
      throw new ConfigError({
        what: 'There is nothing to learn from',
        where: 'shards',
        expected: 'at least one shard',
      });
    }
    this.#options = options;
  }

  /** Counts of tokens in the answers of the training texts, `[vocab]`. */
  async counts(vocab: number): Promise<Float64Array> {
    return (await this.survey(vocab)).counts;
  }

  /** What the texts are, without what was computed of them. @throws FileError for a shard that is gone or damaged */
  async survey(vocab: number): Promise<TeacherSurvey> {
    const counts = new Float64Array(vocab);
    let [texts, heldOut, rows, answerRows] = [0, 0, 0, 0];
    for (const shard of this.#options.shards) {
      using source = await this.#open(shard);
      for (const text of await readTeacherTexts(source)) {
        texts += 1;
        if (this.#isHeldOut(text)) {
          heldOut += 1;
          continue;
        }
        rows += text.tokenIds.length - 1;
        const answer = text.tokenIds.subarray(text.promptTokens);
        answerRows += answer.length;
        for (const id of answer) counts[id] = (counts[id] as number) + 1;
      }
    }
    return { counts, texts, heldOut, rows, answerRows };
  }

  /** The first held-out texts, without what was computed of them. @throws as `survey` */
  async heldOutTexts(count: number): Promise<readonly TeacherText[]> {
    const texts: TeacherText[] = [];
    for (const shard of this.#options.shards) {
      if (texts.length >= count) break;
      using source = await this.#open(shard);
      texts.push(...(await readTeacherTexts(source)).filter((text) => this.#isHeldOut(text)));
    }
    return texts.slice(0, count);
  }

  /** Sequences of the training texts in an epoch's order, which follows from seed and epoch alone. */
  async *epoch(
    epoch: number,
    { seq, seed }: { readonly seq: number; readonly seed: number },
  ): AsyncGenerator<PackedSequence> {
    const below = seededIntegers(seed * 1_000_003 + epoch);
    const order = shuffled(this.#options.shards, below);
    for (let first = 0; first < order.length; first += shardsAtOnce) {
      const texts: TaughtText[] = [];
      for (const shard of order.slice(first, first + shardsAtOnce)) texts.push(...(await this.#read(shard)));
      const mine = shuffled(
        texts.filter((text) => !this.#isHeldOut(text)),
        below,
      );
      yield* packTexts(mine, { seq, rowsOf: ({ tokenIds }) => tokenIds.length - 1 });
    }
  }

  /** Sequences of the held-out texts, always the same. */
  async validation(seq: number): Promise<readonly PackedSequence[]> {
    const texts: TaughtText[] = [];
    for (const shard of this.#options.shards) {
      for (const text of await this.#read(shard)) if (this.#isHeldOut(text)) texts.push(copyOf(text));
    }
    return [...packTexts(texts, { seq, rowsOf: ({ tokenIds }) => tokenIds.length - 1 })];
  }

  #isHeldOut({ tokenIds }: TeacherText): boolean {
    return hashOf(tokenIds) % (this.#options.holdOut ?? 50) === 0;
  }

  async #read(path: string): Promise<readonly TaughtText[]> {
    using source = await this.#open(path);
    return await readTeacherShard(source, this.#options);
  }

  async #open(path: string): Promise<ByteSource> {
    const source = await this.#options.storage.open(path);
    if (source !== undefined) return source;
    throw new FileError({
      what: 'A shard of the teacher’s answers is gone',
      where: path,
      next: 'Start the run again: missing shards are made anew.',
    });
  }
}

/** A text in memory of its own, so that its shard can go. */
function copyOf(text: TaughtText): TaughtText {
  const { tokenIds, states, topIds, topLogits, logNorms } = text;
  return {
    ...text,
    tokenIds: tokenIds.slice(),
    states: states.slice(),
    topIds: topIds.slice(),
    topLogits: topLogits.slice(),
    logNorms: logNorms.slice(),
  };
}
