import { defaultRecycleConfig } from '@recyclegpt/core';
import { memoryStorage } from '@recyclegpt/hub';
import type { Backend, DecoderConfig, Storage, WeightSource } from '@recyclegpt/spec';
import {
  BaseTraining,
  baseConfigOf,
  encodeTeacherShard,
  jointModuleConfig,
  ModuleTraining,
  moduleRecipe,
  type TaughtText,
  TeacherData,
  TokenStream,
  type TrainingTask,
  vocabularyOf,
} from '@recyclegpt/train';
import { seededNumbers } from './seeded-numbers.ts';

/** Something to train, on made-up data: what a step takes does not depend on what the data says. */
export interface Workload {
  readonly name: string;
  readonly about: string;
  /** Width of the states. */
  readonly hidden: number;
  create(backend: Backend): Promise<TrainingTask>;
}

const vocab = 4096;
/** Bases of the family are at their best with batches that use each product well and still fit the caches. */
const baseShape = { batch: 16, seq: 256 } as const;
const steps = 10_000;

/** The 5.5 M base with its module, as `recyclegpt train --size medium` trains it. */
export const mediumBase: Workload = {
  name: 'base of 5.5 M with its module',
  about: `--size medium, ${baseShape.batch} sequences of ${baseShape.seq}, vocabulary ${vocab}, two drafted tokens`,
  hidden: 256,
  create: async (backend) => {
    const config = baseConfigOf('medium', { vocab, contextLength: 2 * baseShape.seq });
    const stream = randomStream(400, 250);
    return await BaseTraining.create({
      backend,
      config,
      module: jointModuleConfig(config, 'eagle'),
      train: stream,
      validation: stream,
      recipe: { ...baseShape, epochs: steps },
    });
  },
};

function randomStream(texts: number, length: number): TokenStream {
  const number = seededNumbers(1);
  const tokens = Uint16Array.from({ length: texts * length }, () => Math.floor(number() * vocab));
  return new TokenStream({
    reader: { read: async (start, count) => tokens.subarray(start, start + count) },
    file: {
      key: { version: 1, tokenizer: 'none', endOfTextId: 0, minCharacters: 0, maxCharacters: 0, sources: [] },
      bytesPerToken: 2,
      numTokens: tokens.length,
      numSkipped: 0,
      lengths: new Uint32Array(texts).fill(length),
      hashes: new Uint32Array(texts),
    },
    documents: Uint32Array.from({ length: texts }, (_, text) => text),
  });
}

/** SmolLM2-135M-Instruct. */
const smolLm2: DecoderConfig = {
  architecture: 'llama',
  vocab: 49_152,
  hidden: 576,
  intermediate: 1536,
  layers: 30,
  heads: 9,
  kvHeads: 3,
  headDim: 64,
  contextLength: 8192,
  normEpsilon: 1e-5,
  rope: { base: 100_000, rotaryDim: 64, scaling: { kind: 'none' } },
  hasTiedHead: true,
  hasAttentionBias: false,
  hasQueryKeyNorm: false,
  slidingWindow: undefined,
};

const topK = 32;

/** The module of the usual shape, as `recyclegpt train module --base smollm2` trains it. */
export const smolModule: Workload = {
  name: 'module for SmolLM2-135M',
  about: `${moduleRecipe.batch} sequences of ${moduleRecipe.seq}, ${moduleRecipe.steps} steps of feedback, ${moduleRecipe.answers} rows that count`,
  hidden: smolLm2.hidden,
  create: async (backend) => {
    const config = defaultRecycleConfig(smolLm2);
    const { hidden } = config;
    const taps = config.tappedLayers.length;
    const storage = memoryStorage();
    const shards = [await writeShard(storage, { taps, draftVocab: config.draftVocab })];
    return await ModuleTraining.create({
      backend,
      base: randomBase(),
      config,
      data: new TeacherData({ storage, shards, taps, hidden, topK }),
      vocabulary: vocabularyOf(
        Int32Array.from({ length: config.draftVocab }, (_, id) => id),
        config.vocab,
      ),
      topK,
      rows: 1000,
      recipe: { epochs: steps },
    });
  },
};

function randomBase(): WeightSource {
  const readFloat32 = async (name: string): Promise<Float32Array> => {
    const number = seededNumbers(2);
    const row = Float32Array.from({ length: smolLm2.hidden }, () => 0.1 * (number() - 0.5));
    if (name.includes('norm')) return row;
    const table = new Float32Array(smolLm2.vocab * smolLm2.hidden);
    for (let id = 0; id < smolLm2.vocab; id += 1) table.set(row, id * smolLm2.hidden);
    return table;
  };
  return { config: smolLm2, readFloat32 } as unknown as WeightSource;
}

async function writeShard(
  storage: Storage,
  { taps, draftVocab }: { readonly taps: number; readonly draftVocab: number },
): Promise<string> {
  const number = seededNumbers(3);
  // Signs and mantissas at random, magnitudes around 1.
  const halves = (count: number): Uint16Array => {
    const drawn = new Uint16Array(count);
    for (let i = 0; i < count; i += 1) drawn[i] = 0x3800 | (Math.floor(number() * 2048) & 0x83ff) | ((i & 1) << 15);
    return drawn;
  };
  const path = 'teacher.safetensors';
  const [length, promptTokens] = [318, 80];
  const answers = length - promptTokens;
  const text = (): TaughtText => ({
    tokenIds: Int32Array.from({ length }, () => Math.floor(number() * draftVocab)),
    promptTokens,
    states: halves(taps * length * smolLm2.hidden),
    // Consecutive ids: a target names no token twice.
    topIds: Int32Array.from({ length: answers * topK }, (_, i) => ((i >> 5) * 37 + (i % topK)) % draftVocab),
    topLogits: Uint16Array.from({ length: answers * topK }, (_, i) => (i % topK === 0 ? 0 : 0xc000)),
    logNorms: new Float32Array(answers),
  });
  await storage.write(path, encodeTeacherShard(Array.from({ length: 18 }, text), new Map()));
  return path;
}
