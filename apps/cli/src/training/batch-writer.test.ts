import { nodeBackend } from '@recyclegpt/backend-node';
import { createModel, prepareModel, seededModel } from '@recyclegpt/core';
import { memoryStorage } from '@recyclegpt/hub';
import type { Precision, Storage, WeightSource } from '@recyclegpt/spec';
import {
  type AnswerOptions,
  answerPrompts,
  batchDecoderSession,
  cacheAnswers,
  cacheTeacher,
  type PromptAnswer,
  readTeacherShard,
  type TaughtText,
  type TeacherPrompt,
} from '@recyclegpt/train';
import { float16ToFloat32 } from '@recyclegpt/weights';
import { describe, expect, it } from 'vitest';

const tappedLayers = [0, 1];
const topK = 8;
const [capacity, maxNewTokens] = [96, 24];
const prompts = ['the fox', 'a small kite and a boat, the boat and the', 'one', 'the lamp house garden', 'bird bird'];

async function writer(precision: Precision, stopTokens: readonly number[] = []) {
  const opened = seededModel({ config: { layers: 2, kvHeads: 2 } });
  const weights: WeightSource = opened.weights;
  const backend = await nodeBackend({ threads: 1 });
  const prepared = await prepareModel({ source: weights, precision, backend, tappedLayers });
  const session = await batchDecoderSession({
    backend,
    weights: prepared.model.weights as NonNullable<typeof prepared.model.weights>,
    config: weights.config,
    precision,
    formatOf: (tensor) => weights.tensors.get(tensor)?.format,
    tappedLayers,
    batch: 3,
    capacity,
  });
  const model = await createModel({ opened, backend, precision, tappedLayers });
  const shared = { model: model.causalModel, createState: () => model.createState(), session };
  const sizes = { config: weights.config, batch: 3, capacity, maxNewTokens, topK };
  const options: AnswerOptions = { ...shared, ...sizes, stopTokens };
  const answer = async (given: readonly TeacherPrompt[]): Promise<PromptAnswer[]> => {
    const answers: PromptAnswer[] = [];
    for await (const each of answerPrompts(given, options)) answers.push(each);
    return answers.sort((a, b) => a.prompt.seed - b.prompt.seed);
  };
  return { model, answer, options };
}

const asked = (encode: (text: string) => number[], temperature = 0): TeacherPrompt[] =>
  prompts.map((text, seed) => ({ tokenIds: encode(text), temperature, seed }));

/** Of equal sequences where one was cut because it had begun to repeat itself, the other's beginning. */
function greatestGap(a: Float32Array, b: Float32Array): number {
  return a.reduce((gap, value, i) => Math.max(gap, value === b[i] ? 0 : Math.abs(value - (b[i] as number))), 0);
}

/** An answer without its prompt. */
function writtenIn({ prompt, text }: PromptAnswer): readonly number[] {
  return [...(text?.tokenIds ?? [])].slice(prompt.tokenIds.length);
}

describe.each(['f32', 'int8'] as const)('the batch writer in %s', (precision) => {
  it('writes what plain greedy decoding writes', async () => {
    const { model, answer } = await writer(precision);
    const answers = await answer(asked((text) => model.tokenizer.encode(text)));
    expect(answers).toHaveLength(prompts.length);
    for (const { prompt, text } of answers) {
      const options = { maxTokens: maxNewTokens, scheduler: 'autoregressive' } as const;
      const { tokenIds } = await model.generate({ tokenIds: prompt.tokenIds }, options).result;
      const written = [...(text as TaughtText).tokenIds].slice(prompt.tokenIds.length);
      expect(written.length).toBeGreaterThan(0);
      expect(written).toEqual(tokenIds.slice(0, written.length));
    }
    model.dispose();
  });

  it('keeps the states and the best logits that a pass over the finished text computes', async () => {
    const { model, answer } = await writer(precision);
    const answers = await answer(asked((text) => model.tokenizer.encode(text), 0.8));
    const texts = answers.map(({ text }) => text as TaughtText);
    const storage = memoryStorage();
    const [path] = await cacheTeacher({
      ...{ model: model.causalModel, createState: () => model.createState(), texts, topK },
      ...{ storage, folder: 'teacher' },
    });
    using source = await storage.open(path as string);
    const { hidden } = model.facts.config;
    const taught = await readTeacherShard(source as NonNullable<typeof source>, { taps: 2, hidden, topK });
    for (const [index, text] of texts.entries()) {
      const other = taught[index] as TaughtText;
      expect([...text.tokenIds]).toEqual([...other.tokenIds]);
      expect(greatestGap(float16ToFloat32(text.states), float16ToFloat32(other.states))).toBeLessThan(5e-3);
      expect(greatestGap(float16ToFloat32(text.topLogits), float16ToFloat32(other.topLogits))).toBeLessThan(5e-3);
      expect(greatestGap(text.logNorms, other.logNorms)).toBeLessThan(1e-3);
      expect([...text.topIds].filter((id, i) => id === other.topIds[i]).length).toBeGreaterThan(
        0.98 * text.topIds.length,
      );
    }
    model.dispose();
  });
});

describe('answers', () => {
  it('do not depend on what is answered beside them', async () => {
    const { model, answer } = await writer('f32');
    const all = asked((text) => model.tokenizer.encode(text), 0.8);
    const together = await answer(all);
    const alone = await answer([all[3] as TeacherPrompt]);
    expect(alone[0]?.text?.tokenIds).toEqual(together[3]?.text?.tokenIds);
    model.dispose();
  });

  it('end before a stop token, and prompts without one are told of', async () => {
    const { model, answer } = await writer('f32');
    const sampled = asked((text) => model.tokenizer.encode(text), 0.8);
    const [first] = (await answer(sampled)).map(writtenIn);
    const written = first as readonly number[];
    model.dispose();
    const stop = written.find((token) => token !== written[0]) as number;
    const { model: stopped, answer: answerAgain } = await writer('f32', [stop]);
    const [again] = (await answerAgain(sampled)).map(writtenIn);
    expect(again).toEqual(written.slice(0, written.indexOf(stop)));
    stopped.dispose();
    const { model: silent, answer: silence } = await writer('f32', [written[0] as number]);
    const long: TeacherPrompt = { tokenIds: Array<number>(capacity).fill(3), temperature: 0, seed: 99 };
    const none = await silence([...sampled, long]);
    expect(none[0]?.text).toBeUndefined();
    expect(none.at(-1)).toEqual({ prompt: long, text: undefined });
    silent.dispose();
  });
});

describe('shards of answers', () => {
  const bytesOf = async (storage: Storage, path: string): Promise<Uint8Array> => {
    using source = await storage.open(path);
    if (source === undefined) throw new Error(`${path} is missing`);
    return await source.read(0, source.sizeBytes);
  };

  it('stay within their room, and go on to the same files', async () => {
    const { model, options } = await writer('f32');
    const all = asked((text) => model.tokenizer.encode(text), 0.8);
    const [whole, parts] = [memoryStorage(), memoryStorage()];
    const shared = { ...options, prompts: all, folder: 'teacher', promptsPerShard: 2 };
    const paths = await cacheAnswers({ ...shared, storage: whole });
    expect(paths).toHaveLength(3);
    const tight = { ...shared, storage: parts, batch: 3, maxBytes: 1 };
    expect(await cacheAnswers(tight)).toEqual(paths.slice(0, 1));
    expect(await cacheAnswers(tight)).toEqual(paths.slice(0, 1));
    expect(await cacheAnswers({ ...shared, storage: parts, isOver: () => true })).toEqual(paths.slice(0, 1));
    expect(await cacheAnswers({ ...shared, storage: parts })).toEqual(paths);
    for (const path of paths) {
      using source = await whole.open(path);
      const { hidden } = model.facts.config;
      const texts = await readTeacherShard(source as NonNullable<typeof source>, { taps: 2, hidden, topK });
      expect(texts.length).toBeGreaterThan(0);
      expect(await bytesOf(parts, path)).toEqual(await bytesOf(whole, path));
    }
    model.dispose();
  });

  it('are lost only as far as they were being written when it is stopped', async () => {
    const { model, options } = await writer('f32');
    const all = asked((text) => model.tokenizer.encode(text), 0.8);
    const storage = memoryStorage();
    const stop = new AbortController();
    const shared = { ...options, prompts: all, folder: 'teacher', promptsPerShard: 1, storage };
    const onProgress = () => stop.abort();
    await expect(cacheAnswers({ ...shared, signal: stop.signal, onProgress })).rejects.toThrow();
    const kept = await storage.list('teacher');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(all.length);
    expect(await cacheAnswers(shared)).toHaveLength(all.length);
    model.dispose();
  });
});
