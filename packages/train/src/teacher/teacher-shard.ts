import { type ByteSource, FileError, type Tensor } from '@recyclegpt/spec';
import { openSafetensors, readSafetensor, writeSafetensors } from '@recyclegpt/weights';

/** A text that a base wrote: what a module learns from. */
export interface TeacherText {
  readonly tokenIds: Int32Array;
  /** Tokens before the answer. */
  readonly promptTokens: number;
}

/** What a base computed for a text. */
export interface TaughtText extends TeacherText {
  /** `[taps, tokens, hidden]` float16: outputs of the tapped layers. */
  readonly states: Uint16Array;
  /** `[answer, topK]`: the likeliest tokens after each token of the answer, likeliest first. */
  readonly topIds: Int32Array;
  /** `[answer, topK]` float16: their logits, less the greatest. */
  readonly topLogits: Uint16Array;
  /** `[answer]`: logarithm of the sum of exponentials of all logits less the greatest. */
  readonly logNorms: Float32Array;
}

/** Sizes that the texts of a shard share. */
export interface TeacherShape {
  readonly taps: number;
  readonly hidden: number;
  readonly topK: number;
}

const parts = ['tokenIds', 'promptTokens', 'lengths', 'states', 'topIds', 'topLogits', 'logNorms'] as const;
type Part = (typeof parts)[number];

function joined<A extends Int32Array | Uint16Array | Float32Array>(
  make: (length: number) => A,
  arrays: readonly A[],
): A {
  const all = make(arrays.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const array of arrays) {
    all.set(array as never, offset);
    offset += array.length;
  }
  return all;
}

/** A shard as the chunks of a safetensors file. */
export function encodeTeacherShard(
  texts: readonly TaughtText[],
  metadata: ReadonlyMap<string, string>,
): Iterable<Uint8Array> {
  const ints = (length: number) => new Int32Array(length);
  const halves = (length: number) => new Uint16Array(length);
  const int32 = (data: Int32Array): Tensor => ({ dtype: 'int32', shape: [data.length], data });
  const float16 = (data: Uint16Array): Tensor => ({ dtype: 'float16', shape: [data.length], data });
  const logNorms = joined(
    (length) => new Float32Array(length),
    texts.map((text) => text.logNorms),
  );
  const tensors: Record<Part, Tensor> = {
    tokenIds: int32(
      joined(
        ints,
        texts.map((text) => text.tokenIds),
      ),
    ),
    promptTokens: int32(Int32Array.from(texts, (text) => text.promptTokens)),
    lengths: int32(Int32Array.from(texts, (text) => text.tokenIds.length)),
    states: float16(
      joined(
        halves,
        texts.map((text) => text.states),
      ),
    ),
    topIds: int32(
      joined(
        ints,
        texts.map((text) => text.topIds),
      ),
    ),
    topLogits: float16(
      joined(
        halves,
        texts.map((text) => text.topLogits),
      ),
    ),
    logNorms: { dtype: 'float32', shape: [logNorms.length], data: logNorms },
  };
  return writeSafetensors(new Map(Object.entries(tensors)), metadata);
}

/** Reads a shard's texts, not what was computed of them. @throws FileError if it is damaged */
export async function readTeacherTexts(source: ByteSource): Promise<readonly TeacherText[]> {
  const file = await openSafetensors(source);
  const part = async (name: Part): Promise<Int32Array> => (await readSafetensor(file, name)).data as Int32Array;
  const [tokenIds, promptTokens, lengths] = [await part('tokenIds'), await part('promptTokens'), await part('lengths')];
  let token = 0;
  return [...lengths].map((length, text) => {
    token += length;
    return { tokenIds: tokenIds.subarray(token - length, token), promptTokens: promptTokens[text] as number };
  });
}

/**
 * Reads a shard.
 * @throws FileError if it is damaged, or of another shape.
 */
export async function readTeacherShard(
  source: ByteSource,
  { taps, hidden, topK }: TeacherShape,
): Promise<TaughtText[]> {
  const file = await openSafetensors(source);
  const part = async <A>(name: Part): Promise<A> => (await readSafetensor(file, name)).data as A;
  const [tokenIds, promptTokens, lengths] = [
    await part<Int32Array>('tokenIds'),
    await part<Int32Array>('promptTokens'),
    await part<Int32Array>('lengths'),
  ];
  const states = await part<Uint16Array>('states');
  const topIds = await part<Int32Array>('topIds');
  const topLogits = await part<Uint16Array>('topLogits');
  const logNorms = await part<Float32Array>('logNorms');
  if (states.length !== tokenIds.length * taps * hidden || topIds.length !== logNorms.length * topK) {
    throw new FileError({
      what: 'A shard of the teacher’s answers has another shape',
      where: source.name,
      expected: `${taps} states of ${hidden} for each of ${tokenIds.length} tokens, the best ${topK} logits`,
      got: `${states.length} elements of states, ${topIds.length} logits`,
      next: 'Delete the folder of the cache: it is made anew.',
    });
  }
  let [token, answer] = [0, 0];
  return [...lengths].map((length, text) => {
    const answers = length - (promptTokens[text] as number);
    const taught: TaughtText = {
      tokenIds: tokenIds.subarray(token, token + length),
      promptTokens: promptTokens[text] as number,
      states: states.subarray(token * taps * hidden, (token + length) * taps * hidden),
      topIds: topIds.subarray(answer * topK, (answer + answers) * topK),
      topLogits: topLogits.subarray(answer * topK, (answer + answers) * topK),
      logNorms: logNorms.subarray(answer, answer + answers),
    };
    token += length;
    answer += answers;
    return taught;
  });
}
