import { hiddenScore, RotaryTable } from '@recyclegpt/nn';
import type { CausalModel, DecoderConfig, MutableState, Session, Tensor } from '@recyclegpt/spec';
import { float32ToFloat16 } from '@recyclegpt/weights';
import { seededUniform } from '../module/shuffled.ts';
import { BatchRows } from './batch-rows.ts';
import { drawToken } from './draw-token.ts';
import { endsInLoop } from './ends-in-loop.ts';
import type { TaughtText } from './teacher-shard.ts';
import { type TopLogits, topLogits } from './top-logits.ts';

/** A prompt to answer. */
export interface TeacherPrompt {
  readonly tokenIds: readonly number[];
  readonly temperature: number;
  /** Draws of equal seeds are equal, whatever is answered beside. */
  readonly seed: number;
}

/** A session that decodes many sequences at once, and how it answers. */
export interface AnswerOptions {
  /** For prompts: the base, built with the tapped layers. */
  readonly model: CausalModel;
  readonly createState: () => MutableState;
  /** For answers: a session of `buildBatchDecoder` over the same weights and tapped layers. */
  readonly session: Session;
  readonly config: DecoderConfig;
  readonly batch: number;
  readonly capacity: number;
  readonly maxNewTokens: number;
  readonly stopTokens: readonly number[];
  /** Logits kept for each token of an answer. */
  readonly topK: number;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a prompt. */
export interface PromptAnswer {
  readonly prompt: TeacherPrompt;
  /** `undefined` if the prompt leaves no room for an answer, or its answer ended before it began. */
  readonly text: TaughtText | undefined;
}

/** A sequence that is being written. */
interface Writing {
  readonly prompt: TeacherPrompt;
  readonly uniform: () => number;
  readonly tokens: number[];
  /** Of the tokens so far but the last: `[taps · hidden]` each. */
  readonly states: Float32Array[];
  readonly best: TopLogits[];
}

/**
 * Lets a base answer prompts, many at once, and keeps what it computed: answers come as they are finished, one for each
 * prompt, with the tapped states and the best logits of every token. An answer ends before a stop token, at the limit,
 * or where it began to repeat itself.
 * @throws the reason of `signal` between two passes, BackendError as the model does
 */
export async function* answerPrompts(
  prompts: Iterable<TeacherPrompt>,
  options: AnswerOptions,
): AsyncGenerator<PromptAnswer> {
  const writer = new BatchWriter(options);
  const waiting = prompts[Symbol.iterator]();
  while (true) {
    options.signal?.throwIfAborted();
    while (writer.hasRoom) {
      const next = waiting.next();
      if (next.done) break;
      if (!(await writer.begin(next.value))) yield { prompt: next.value, text: undefined };
    }
    if (writer.isIdle) return;
    yield* await writer.pass();
  }
}

class BatchWriter {
  readonly #options: AnswerOptions;
  readonly #rows: BatchRows;
  readonly #rotary: RotaryTable;
  readonly #sequences: (Writing | undefined)[];
  readonly #mask: Float32Array;
  readonly #positions: BigInt64Array;

  constructor(options: AnswerOptions) {
    const { config, batch, capacity } = options;
    this.#options = options;
    this.#rows = new BatchRows(config, batch, capacity);
    this.#rotary = new RotaryTable(config);
    this.#sequences = Array<Writing | undefined>(batch).fill(undefined);
    this.#mask = new Float32Array(batch * capacity).fill(hiddenScore);
    this.#positions = BigInt64Array.from({ length: batch }, (_, i) => BigInt(i));
  }

  get hasRoom(): boolean {
    return this.#sequences.includes(undefined);
  }

  get isIdle(): boolean {
    return this.#sequences.every((sequence) => sequence === undefined);
  }

  /** Computes a prompt and draws the first token of its answer. @returns whether there is one */
  async begin(prompt: TeacherPrompt): Promise<boolean> {
    const { model, createState, capacity, topK, stopTokens } = this.#options;
    const length = prompt.tokenIds.length;
    if (length === 0 || length >= capacity - 1) return false;
    const place = this.#sequences.indexOf(undefined);
    using state = createState();
    state.commit(prompt.tokenIds);
    const { logits } = await model.forward(state, prompt.tokenIds, { signal: this.#options.signal });
    await this.#rows.take(place, state, model.slots, length);
    this.#mask.fill(hiddenScore, place * capacity, (place + 1) * capacity);
    this.#mask.fill(0, place * capacity, place * capacity + length);
    const writing: Writing = {
      prompt,
      uniform: seededUniform(prompt.seed),
      tokens: [...prompt.tokenIds],
      states: await promptStates(state, model, length),
      best: [],
    };
    const first = this.#draw(writing, topLogits(logits.row(0), topK));
    if (stopTokens.includes(first)) return false;
    writing.tokens.push(first);
    this.#sequences[place] = writing;
    return true;
  }

  /** Writes a token of every sequence. @returns the answers that ended */
  async pass(): Promise<readonly PromptAnswer[]> {
    const { config, capacity, topK } = this.#options;
    const outputs = await this.#options.session.run(this.#feeds(), { outputs: ['logits', 'rows', 'hidden'] });
    const lengths = this.#sequences.map((sequence) => sequence && sequence.tokens.length - 1);
    this.#rows.append(outputs['rows']?.data as Float32Array, lengths);
    const logits = outputs['logits']?.data as Float32Array;
    const hidden = outputs['hidden'] as Tensor;
    const ended: PromptAnswer[] = [];
    for (const [place, writing] of this.#sequences.entries()) {
      if (writing === undefined) continue;
      this.#mask[place * capacity + writing.tokens.length - 1] = 0;
      writing.states.push(rowOf(hidden, place));
      const best = topLogits(logits.subarray(place * config.vocab, (place + 1) * config.vocab), topK);
      writing.best.push(best);
      const token = this.#draw(writing, best);
      const text = this.#end(writing, token);
      if (text === undefined) writing.tokens.push(token);
      else {
        this.#sequences[place] = undefined;
        ended.push({ prompt: writing.prompt, text: text.tokenIds.length > text.promptTokens ? text : undefined });
      }
    }
    return ended;
  }

  #draw({ uniform, prompt }: Writing, best: TopLogits): number {
    return drawToken(best, uniform(), prompt);
  }

  /** The finished text if it ends before `token`. */
  #end(writing: Writing, token: number): TaughtText | undefined {
    const { stopTokens, maxNewTokens, capacity } = this.#options;
    const { tokens, prompt } = writing;
    const written = tokens.length - prompt.tokenIds.length;
    const loop = endsInLoop(tokens.slice(prompt.tokenIds.length));
    const isFull = written >= maxNewTokens || tokens.length >= capacity;
    if (!stopTokens.includes(token) && !isFull && loop === undefined) return undefined;
    const length = loop === undefined ? tokens.length : prompt.tokenIds.length + loop;
    return finished(writing, length, this.#options.config.hidden);
  }

  #feeds(): Record<string, Tensor> {
    const { config, batch, capacity } = this.#options;
    const half = (config.rope.rotaryDim || config.headDim) / 2;
    const [cos, sin] = [new Float32Array(batch * half), new Float32Array(batch * half)];
    const tokenIds = new BigInt64Array(batch);
    for (const [place, writing] of this.#sequences.entries()) {
      if (writing === undefined) continue;
      const at = writing.tokens.length - 1;
      tokenIds[place] = BigInt(writing.tokens[at] as number);
      const rotation = this.#rotary.rows(at, 1);
      cos.set(rotation.cos, place * half);
      sin.set(rotation.sin, place * half);
    }
    return {
      tokenIds: { dtype: 'int64', shape: [1, batch], data: tokenIds },
      positions: { dtype: 'int64', shape: [1, batch], data: this.#positions },
      'rotary.cos': { dtype: 'float32', shape: [batch, half], data: cos },
      'rotary.sin': { dtype: 'float32', shape: [batch, half], data: sin },
      mask: { dtype: 'float32', shape: [batch, 1, capacity], data: this.#mask },
      ...this.#rows.feeds(),
    };
  }
}

/** A sequence's row of `[taps, batch, hidden]` as `[taps · hidden]`. */
function rowOf({ shape, data }: Tensor, place: number): Float32Array {
  const [taps, batch, hidden] = shape as [number, number, number];
  const row = new Float32Array(taps * hidden);
  for (let tap = 0; tap < taps; tap++) {
    const start = (tap * batch + place) * hidden;
    row.set((data as Float32Array).subarray(start, start + hidden), tap * hidden);
  }
  return row;
}

/** Tapped states of a prompt's tokens, `[taps · hidden]` each. */
async function promptStates(state: MutableState, model: CausalModel, length: number): Promise<Float32Array[]> {
  const hidden = model.slots.filter(({ kind }) => kind === 'hidden');
  const width = hidden.reduce((sum, slot) => sum + slot.width, 0);
  const rows = Array.from({ length }, () => new Float32Array(width));
  let offset = 0;
  for (const slot of hidden) {
    const { data } = await state.read(slot.name, 0, length);
    for (const [row, target] of rows.entries())
      target.set((data as Float32Array).subarray(row * slot.width, (row + 1) * slot.width), offset);
    offset += slot.width;
  }
  return rows;
}

/** What was computed for the first `length` tokens of a sequence. */
function finished({ prompt, tokens, states, best }: Writing, length: number, hidden: number): TaughtText {
  const promptTokens = prompt.tokenIds.length;
  const answers = best.slice(0, length - promptTokens);
  const taps = (states[0] as Float32Array).length / hidden;
  const tapped = new Float32Array(taps * length * hidden);
  for (let row = 0; row < length; row++) {
    for (let tap = 0; tap < taps; tap++) {
      const state = (states[row] as Float32Array).subarray(tap * hidden, (tap + 1) * hidden);
      tapped.set(state, (tap * length + row) * hidden);
    }
  }
  return {
    tokenIds: Int32Array.from(tokens.slice(0, length)),
    promptTokens,
    states: float32ToFloat16(tapped),
    topIds: Int32Array.from(answers.flatMap(({ ids }) => [...ids])),
    topLogits: float32ToFloat16(Float32Array.from(answers.flatMap(({ logits }) => [...logits]))),
    logNorms: Float32Array.from(answers, ({ logNorm }) => logNorm),
  };
}
