import type { CausalModel, MutableState, StateSlot, Storage } from '@recyclegpt/spec';
import { float32ToFloat16 } from '@recyclegpt/weights';
import { encodeTeacherShard, type TaughtText, type TeacherText } from './teacher-shard.ts';
import { topLogits } from './top-logits.ts';

/** Texts that a base reads, and where what it computes is kept. */
export interface CacheTeacherOptions {
  /** The base, built with the tapped layers. */
  readonly model: CausalModel;
  readonly createState: () => MutableState;
  readonly texts: readonly TeacherText[];
  readonly storage: Storage;
  /** Folder of the shards in the storage. */
  readonly folder: string;
  /** Logits kept for each token of an answer. Default 32. */
  readonly topK?: number;
  /** Texts in a file. Default 64. */
  readonly textsPerShard?: number;
  /** Stops before the shards of this and earlier runs take more. Default: no limit. */
  readonly maxBytes?: number;
  /** No shard is begun once this says so. */
  readonly isOver?: () => boolean;
  readonly onProgress?: (progress: TeacherProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** How far the teacher is. */
export interface TeacherProgress {
  readonly texts: number;
  readonly totalTexts: number;
  /** Tokens computed in this run. */
  readonly tokens: number;
  readonly bytes: number;
}

/** Path of a shard. */
export const teacherShardPath = (folder: string, shard: number): string =>
  `${folder}/shard-${String(shard).padStart(5, '0')}.safetensors`;

/**
 * Computes what a module learns from: tapped states of all tokens and the best logits of answers, in half precision.
 * Shards that are there already are kept: a run that was stopped goes on where it was.
 * @returns paths of the shards, in order of the texts
 * @throws FileError if storage is full; finished shards stay.
 */
export async function cacheTeacher(options: CacheTeacherOptions): Promise<readonly string[]> {
  const { texts, storage, folder, textsPerShard = 64, maxBytes = Number.POSITIVE_INFINITY, signal } = options;
  const { isOver = () => false } = options;
  const paths: string[] = [];
  let bytes = 0;
  let tokens = 0;
  for (let first = 0; first < texts.length && bytes < maxBytes; first += textsPerShard) {
    signal?.throwIfAborted();
    const path = teacherShardPath(folder, paths.length);
    using found = await storage.open(path);
    if (found === undefined && isOver()) break;
    if (found === undefined) {
      const taught: TaughtText[] = [];
      for (const text of texts.slice(first, first + textsPerShard)) {
        taught.push(await teach(options, text));
        tokens += text.tokenIds.length;
      }
      const chunks = [...encodeTeacherShard(taught, new Map([['recyclegpt.base', options.model.fingerprint]]))];
      await storage.write(path, chunks);
      bytes += chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    } else bytes += found.sizeBytes;
    paths.push(path);
    options.onProgress?.({
      texts: Math.min(first + textsPerShard, texts.length),
      totalTexts: texts.length,
      tokens,
      bytes,
    });
  }
  return paths;
}

/** One text: a pass over it from an empty state. */
async function teach(
  { model, createState, topK = 32, signal }: CacheTeacherOptions,
  text: TeacherText,
): Promise<TaughtText> {
  const answers = text.tokenIds.length - text.promptTokens;
  using state = createState();
  const tokens = [...text.tokenIds];
  state.commit(tokens);
  const { logits } = await model.forward(state, tokens, { logitsRows: answers, ...(signal && { signal }) });
  const topIds = new Int32Array(answers * topK);
  const best = new Float32Array(answers * topK);
  const logNorms = new Float32Array(answers);
  for (let row = 0; row < answers; row++) {
    const top = topLogits(logits.row(row), topK);
    topIds.set(top.ids, row * topK);
    best.set(top.logits, row * topK);
    logNorms[row] = top.logNorm;
  }
  const states = await tappedStates(state, model.slots, tokens.length);
  return { ...text, states, topIds, topLogits: float32ToFloat16(best), logNorms };
}

/** `[taps, tokens, hidden]` float16. */
async function tappedStates(state: MutableState, slots: readonly StateSlot[], tokens: number): Promise<Uint16Array> {
  const hidden = slots.filter(({ kind }) => kind === 'hidden');
  const all = new Uint16Array(hidden.reduce((sum, { width }) => sum + width * tokens, 0));
  let offset = 0;
  for (const { name, width } of hidden) {
    const rows = await state.read(name, 0, tokens);
    all.set(float32ToFloat16(rows.data as Float32Array), offset);
    offset += width * tokens;
  }
  return all;
}
