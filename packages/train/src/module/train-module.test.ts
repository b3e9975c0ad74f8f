import { nodeBackend } from '@recyclegpt/backend-node';
import { memoryStorage } from '@recyclegpt/hub';
import type { RecycleConfig } from '@recyclegpt/recycle';
import type { DecoderConfig, Storage, WeightSource } from '@recyclegpt/spec';
import { float32ToFloat16, openSafetensors, readSafetensor } from '@recyclegpt/weights';
import { describe, expect, it } from 'vitest';
import { CheckpointStore } from '../checkpoints/checkpoint-store.ts';
import { runTraining, type TrainingEvent } from '../loop/run-training.ts';
import { TrainingError } from '../loop/training-error.ts';
import { readMetrics, seriesOf } from '../metrics/read-metrics.ts';
import { FlatParameters } from '../optimiser/flat-parameters.ts';
import { encodeTeacherShard, readTeacherShard, type TaughtText } from '../teacher/teacher-shard.ts';
import { draftVocabulary } from './draft-vocabulary.ts';
import { seededIntegers } from './shuffled.ts';
import { TeacherData } from './teacher-data.ts';
import { type ModuleRecipe, ModuleTraining } from './train-module.ts';

const [vocab, hidden, topK] = [40, 16, 4];

const config: RecycleConfig = {
  tappedLayers: [0, 1],
  fusion: 'linear',
  entry: 'paired',
  feedback: 'normed',
  head: 'own',
  draftVocab: 24,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  headDim: 8,
  intermediate: 32,
  normEpsilon: 1e-5,
  rope: { base: 10_000, rotaryDim: 8, scaling: { kind: 'none' } },
  hidden,
  vocab,
};

/** A base that knows one thing: a token's successor is its place in a permutation, and states say which token it is. */
const successor = (token: number): number => (token * 7 + 3) % 20;

function table(seed: number, rows: number): Float32Array {
  const below = seededIntegers(seed);
  return Float32Array.from({ length: rows * hidden }, () => below(2001) / 1000 - 1);
}

const embeddings = table(5, vocab);

const base = {
  config: { layers: 2, hasTiedHead: true } as unknown as DecoderConfig,
  readFloat32: async (name: string) => (name === 'model.norm.weight' ? new Float32Array(hidden).fill(1) : embeddings),
} as unknown as WeightSource;

function taught(seed: number): TaughtText {
  const below = seededIntegers(seed);
  const length = 10 + below(12);
  const promptTokens = 3;
  const tokens = [below(20)];
  while (tokens.length < length) tokens.push(successor(tokens.at(-1) as number));
  const states = new Float32Array(2 * length * hidden);
  for (const [t, token] of tokens.entries()) {
    const state = embeddings.subarray(token * hidden, (token + 1) * hidden);
    states.set(state, t * hidden);
    states.set(
      state.map((value) => 3 * value),
      (length + t) * hidden,
    );
  }
  const answers = length - promptTokens;
  const topIds = new Int32Array(answers * topK);
  const topLogits = new Float32Array(answers * topK).fill(-9);
  for (let answer = 0; answer < answers; answer++) {
    const best = successor(tokens[promptTokens + answer] as number);
    for (let k = 0; k < topK; k++) topIds[answer * topK + k] = (best + k) % vocab;
    topLogits[answer * topK] = 0;
  }
  return {
    tokenIds: Int32Array.from(tokens),
    promptTokens,
    states: float32ToFloat16(states),
    topIds,
    topLogits: float32ToFloat16(topLogits),
    logNorms: new Float32Array(answers),
  };
}

const recipe: Partial<ModuleRecipe> = {
  batch: 2,
  seq: 24,
  answers: 36,
  steps: 2,
  epochs: 4,
  learningRate: 1e-2,
  seed: 3,
};

async function shardsIn(storage: Storage): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let shard = 0; shard < 3; shard++) {
    const path = `teacher/shard-${shard}.safetensors`;
    const texts = Array.from({ length: 40 }, (_, i) => taught(100 * shard + i + 1));
    await storage.write(path, encodeTeacherShard(texts, new Map()));
    paths.push(path);
  }
  return paths;
}

async function createRun(storage: Storage, changes: Partial<ModuleRecipe> = {}): Promise<ModuleTraining> {
  const shards = await shardsIn(storage);
  const data = new TeacherData({ storage, shards, taps: 2, hidden, topK, holdOut: 8 });
  const vocabulary = draftVocabulary(await data.counts(vocab), config.draftVocab);
  const backend = await nodeBackend({ threads: 1 });
  const rows = 120 * 15;
  return await ModuleTraining.create({
    backend,
    base,
    config,
    data,
    vocabulary,
    topK,
    rows,
    recipe: { ...recipe, ...changes },
  });
}

async function train(storage: Storage, task: ModuleTraining, maxSteps?: number): Promise<readonly TrainingEvent[]> {
  const checkpoints = new CheckpointStore({ storage, folder: 'run/checkpoints' });
  const events: TrainingEvent[] = [];
  const options = { task, checkpoints, storage, metricsPath: 'run/metrics.jsonl', validateEvery: 20 };
  for await (const event of runTraining({ ...options, ...(maxSteps === undefined ? {} : { maxSteps }) }))
    events.push(event);
  return events;
}

describe('training a module', () => {
  it('learns what its base always says, and drafts it step after step', async () => {
    const storage = memoryStorage();
    using task = await createRun(storage);
    const before = await task.validate();
    await train(storage, task);
    const after = await task.validate();
    expect(before.metrics['acceptance.1']).toBeLessThan(0.3);
    expect(after.metrics['acceptance.1']).toBeGreaterThan(0.95);
    expect(after.metrics['acceptance.2']).toBeGreaterThan(0.95);
    expect(after.score).toBeLessThan(-2.8);
    const losses = seriesOf(await readMetrics(storage, 'run/metrics.jsonl'), 'loss');
    expect(losses.values[0]).toBeGreaterThan(3 * (losses.values.at(-1) as number));
  }, 60_000);

  it('a run that was stopped goes on bit for bit', async () => {
    const [whole, parts] = [memoryStorage(), memoryStorage()];
    using unbroken = await createRun(whole);
    await train(whole, unbroken, 30);
    using first = await createRun(parts);
    await train(parts, first, 13);
    using second = await createRun(parts);
    const events = await train(parts, second, 30);
    expect(events[0]).toMatchObject({ kind: 'run-resumed', step: 13 });
    expect(second.parameters.data).toEqual(unbroken.parameters.data);
    expect(second.optimiser.squares).toEqual(unbroken.optimiser.squares);
    expect(second.position).toEqual(unbroken.position);
    const steps = (await readMetrics(parts, 'run/metrics.jsonl'))
      .filter((record) => 'loss' in record)
      .map(({ step }) => step);
    expect(steps).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  }, 60_000);

  it('a part of an epoch ends where its steps do, also after it was stopped', async () => {
    const storage = memoryStorage();
    const changes = { epochs: 0.5 };
    using first = await createRun(storage, changes);
    await train(storage, first, 5);
    using second = await createRun(storage, changes);
    await train(storage, second);
    expect(second.optimiser.steps).toBe(second.totalSteps);
    using third = await createRun(storage, changes);
    await train(storage, third);
    expect(third.optimiser.steps).toBe(third.totalSteps);
  }, 60_000);

  it('a run with other options does not go on with these checkpoints', async () => {
    const storage = memoryStorage();
    using task = await createRun(storage);
    await train(storage, task, 3);
    using other = await createRun(storage, { learningRate: 5e-3 });
    await expect(train(storage, other, 6)).rejects.toThrow('another run');
  }, 60_000);

  it('a loss that is no number stops the run with the batch saved, and the last checkpoint stays', async () => {
    const storage = memoryStorage();
    using task = await createRun(storage);
    await train(storage, task, 3);
    const checkpoints = new CheckpointStore({ storage, folder: 'run/checkpoints' });
    const saved = await checkpoints.load(3);
    using spoilt = await createRun(storage);
    const run = spoilt.run.bind(spoilt);
    spoilt.run = () => {
      spoilt.parameters.data.fill(Number.NaN);
      return run();
    };
    const error = await train(storage, spoilt, 6).catch((reason: unknown) => reason);
    expect(TrainingError.isInstance(error)).toBe(true);
    expect(String(error)).toMatch(
      /loss is not a number \(step 4; its batch is kept in run\/rejected-batch-4\.safetensors/,
    );
    expect(spoilt.optimiser.steps).toBe(3);
    expect((await checkpoints.load(3)).tensors).toEqual(saved.tensors);
    using source = await storage.open('run/rejected-batch-4.safetensors');
    const kept = await openSafetensors(source as NonNullable<typeof source>);
    const { batch } = error as TrainingError;
    expect([...kept.tensors.keys()].sort()).toEqual(Object.keys(batch ?? {}).sort());
    expect((await readSafetensor(kept, 'embeddings')).data).toEqual(batch?.['embeddings']?.data);
    expect((await readSafetensor(kept, 'answers')).data).toEqual(batch?.['answers']?.data);
  }, 60_000);

  it('a gradient that is no number moves nothing', async () => {
    const storage = memoryStorage();
    using task = await createRun(storage);
    const before = task.parameters.data.slice();
    const gradients = new FlatParameters([...task.parameters.spans.values()]);
    gradients.data[5] = Number.POSITIVE_INFINITY;
    expect(await task.optimiser.step(gradients, { learningRate: 1 })).toBe(Number.POSITIVE_INFINITY);
    expect(task.parameters.data).toEqual(before);
    expect(task.optimiser.steps).toBe(0);
  }, 60_000);
});

describe('shards of a teacher', () => {
  it('come back as they were written', async () => {
    const storage = memoryStorage();
    const texts = [taught(1), taught(2), taught(3)];
    await storage.write('a.safetensors', encodeTeacherShard(texts, new Map([['recyclegpt.base', 'x']])));
    using source = await storage.open('a.safetensors');
    expect(await readTeacherShard(source as NonNullable<typeof source>, { taps: 2, hidden, topK })).toEqual(texts);
  });

  it('of another shape are refused', async () => {
    const storage = memoryStorage();
    await storage.write('a.safetensors', encodeTeacherShard([taught(1)], new Map()));
    using source = await storage.open('a.safetensors');
    const read = readTeacherShard(source as NonNullable<typeof source>, { taps: 3, hidden, topK });
    await expect(read).rejects.toThrow('another shape');
  });

  it('there is nothing to learn from without shards', () => {
    expect(() => new TeacherData({ storage: memoryStorage(), shards: [], taps: 2, hidden, topK })).toThrow('(shards)');
  });
});
