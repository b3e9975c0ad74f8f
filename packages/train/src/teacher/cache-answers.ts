import type { Storage } from '@recyclegpt/spec';
import { type AnswerOptions, answerPrompts, type TeacherPrompt } from './answer-prompts.ts';
import { type TeacherProgress, teacherShardPath } from './cache-teacher.ts';
import { encodeTeacherShard, type TaughtText } from './teacher-shard.ts';

/** Prompts that a base answers, and where what it computes is kept. */
export interface CacheAnswersOptions extends AnswerOptions {
  readonly prompts: readonly TeacherPrompt[];
  readonly storage: Storage;
  /** Folder of the shards in the storage. */
  readonly folder: string;
  /** Prompts whose answers are one file. Default 64. */
  readonly promptsPerShard?: number;
  /** No shard is begun once those of this and earlier runs, with what is under way, take as much. Default: no limit. */
  readonly maxBytes?: number;
  /** No shard is begun once this says so; what is under way is finished. */
  readonly isOver?: () => boolean;
  readonly onProgress?: (progress: TeacherProgress) => void;
}

/** Answers of a shard as they come. */
interface OpenShard {
  readonly first: number;
  readonly count: number;
  readonly texts: Map<number, TaughtText>;
  done: number;
}

/**
 * Lets a base answer prompts and keeps what a module learns from: shard k has the answers of prompts k · n to (k + 1) · n,
 * in their order, whatever was answered beside them. Shards that are there already are kept: a run that was stopped goes
 * on where it was, and loses only the shards that it was writing.
 * @returns paths of the shards, in order of the prompts
 * @throws FileError if storage is full, the reason of `signal`; finished shards stay
 */
export async function cacheAnswers(options: CacheAnswersOptions): Promise<readonly string[]> {
  const keeper = await ShardKeeper.open(options);
  for await (const { prompt, text } of answerPrompts(keeper.prompts(), options)) {
    await keeper.add(prompt, text);
  }
  return keeper.paths;
}

class ShardKeeper {
  readonly #options: CacheAnswersOptions;
  readonly #size: number;
  /** Indices of shards that are there. */
  readonly #done: Set<number>;
  readonly #open = new Map<number, OpenShard>();
  readonly #places: ReadonlyMap<TeacherPrompt, number>;
  #bytes: number;
  #tokens = 0;
  #texts = 0;

  private constructor(options: CacheAnswersOptions, done: Set<number>, bytes: number) {
    this.#options = options;
    this.#size = options.promptsPerShard ?? 64;
    this.#done = done;
    this.#bytes = bytes;
    this.#texts = Math.min(options.prompts.length, done.size * this.#size);
    this.#places = new Map(options.prompts.map((prompt, index) => [prompt, index]));
  }

  static async open(options: CacheAnswersOptions): Promise<ShardKeeper> {
    const { storage, folder, prompts, promptsPerShard = 64 } = options;
    const done = new Set<number>();
    let bytes = 0;
    for (let shard = 0; shard * promptsPerShard < prompts.length; shard++) {
      using found = await storage.open(teacherShardPath(folder, shard));
      if (found === undefined) continue;
      done.add(shard);
      bytes += found.sizeBytes;
    }
    return new ShardKeeper(options, done, bytes);
  }

  get paths(): readonly string[] {
    return [...this.#done].sort((a, b) => a - b).map((shard) => teacherShardPath(this.#options.folder, shard));
  }

  /** Prompts of the shards that are missing, as long as more may be begun. */
  *prompts(): Generator<TeacherPrompt> {
    const { prompts, maxBytes = Number.POSITIVE_INFINITY, isOver = () => false } = this.#options;
    for (let first = 0; first < prompts.length; first += this.#size) {
      const shard = first / this.#size;
      if (this.#done.has(shard)) continue;
      if (this.#bytes + this.#expectedBytes() >= maxBytes || isOver()) return;
      const count = Math.min(this.#size, prompts.length - first);
      this.#open.set(shard, { first, count, texts: new Map(), done: 0 });
      yield* prompts.slice(first, first + count);
    }
  }

  async add(prompt: TeacherPrompt, text: TaughtText | undefined): Promise<void> {
    const index = this.#places.get(prompt) as number;
    const shard = Math.floor(index / this.#size);
    const open = this.#open.get(shard) as OpenShard;
    open.done += 1;
    this.#texts += 1;
    if (text !== undefined) {
      open.texts.set(index, text);
      this.#bytes += bytesOf(text);
      this.#tokens += text.tokenIds.length;
    }
    if (open.done === open.count) await this.#write(shard, open);
    this.#tell();
  }

  /** What the texts that are still being written will take: as much as the finished ones, or at most as they can. */
  #expectedBytes(): number {
    const waiting = [...this.#open.values()].reduce((sum, { count, done }) => sum + count - done, 0);
    return waiting * (this.#texts === 0 ? this.#longestBytes() : this.#bytes / this.#texts);
  }

  #longestBytes(): number {
    const { model, capacity, topK } = this.#options;
    const widths = model.slots.map(({ kind, width }) => (kind === 'hidden' ? width : 0));
    return capacity * (2 * widths.reduce((sum, width) => sum + width, 0) + 6 * topK + 8);
  }

  async #write(shard: number, { texts }: OpenShard): Promise<void> {
    const { storage, folder, model } = this.#options;
    const ordered = [...texts].sort(([a], [b]) => a - b).map(([, text]) => text);
    const metadata = new Map([['recyclegpt.base', model.fingerprint]]);
    await storage.write(teacherShardPath(folder, shard), encodeTeacherShard(ordered, metadata));
    this.#open.delete(shard);
    this.#done.add(shard);
  }

  #tell(): void {
    const { prompts, onProgress } = this.#options;
    onProgress?.({ texts: this.#texts, totalTexts: prompts.length, tokens: this.#tokens, bytes: this.#bytes });
  }
}

function bytesOf({ tokenIds, states, topIds, topLogits, logNorms }: TaughtText): number {
  return [tokenIds, states, topIds, topLogits, logNorms].reduce((sum, { byteLength }) => sum + byteLength, 8);
}
