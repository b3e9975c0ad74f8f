import { memoryStorage } from '@recyclegpt/hub';
import { recycleOwner } from '@recyclegpt/recycle';
import { maximal, typicalAcceptance, verified } from '@recyclegpt/schedulers';
import {
  ConfigError,
  DisposedError,
  type Draft,
  FileError,
  type MutableState,
  type Round,
  StateError,
} from '@recyclegpt/spec';
import { bitsOf } from '@recyclegpt/testing';
import { describe, expect, it } from 'vitest';
import type { GenerateOptions } from '../generate-options.ts';
import type { LanguageModel } from '../language-model.ts';
import { createPreparedCache } from '../prepared-cache.ts';
import { type BackendName, backends, languageModel } from '../test/model-fixture.ts';
import { randomWeights } from '../test/random-weights.ts';
import {
  baseConfig,
  moduleFor,
  openedModel,
  type RecycledModelOptions,
  recycledModel,
  withTensors,
} from '../test/recycle-fixture.ts';
import type { OpenedRecycle } from './opened-recycle.ts';

const prompt = { tokenIds: [3, 14, 15, 92, 65, 35, 89, 79, 3, 23, 84, 62] };

async function write(model: LanguageModel, options: GenerateOptions) {
  return await model.generate(prompt, { maxTokens: 90, stopTokens: [], ...options }).result;
}

async function roundsOf(model: LanguageModel, options: GenerateOptions): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  for await (const round of model.generate(prompt, { maxTokens: 60, stopTokens: [], ...options }).rounds)
    rounds.push(round);
  return rounds;
}

const onlyModule = (model: LanguageModel) => model.createDrafters().filter(({ name }) => name === recycleOwner);

describe.each<BackendName>(['node', 'reference'])('a model with a module on %s', (backend) => {
  it.each(['f32', 'int8'] as const)(
    '[SC1] writes its own text whatever checks its drafts, in %s',
    async (precision) => {
      using model = await recycledModel({ backend, precision });
      const maxTokens = backend === 'node' ? 90 : 40;
      for (const settings of [
        {},
        { temperature: 0.9, seed: 5 },
        { temperature: 1.3, seed: 6, topK: 12, repetitionPenalty: 1.2 },
      ]) {
        const plain = await write(model, { ...settings, scheduler: 'autoregressive' });
        for (const scheduler of ['verified', 'adaptive', verified({ length: 5 })]) {
          const checked = await write(model, { ...settings, scheduler });
          expect(checked.tokenIds).toEqual(plain.tokenIds);
          expect(checked.stats).toMatchObject({ departures: 0, exactness: 'bitwise' });
        }
        const recycled = await write(model, {
          ...settings,
          scheduler: verified({ length: 3 }),
          drafters: onlyModule(model),
        });
        expect(recycled.tokenIds).toEqual(plain.tokenIds);
        expect(recycled.stats.drafted).toBeGreaterThan(maxTokens / 3);
      }
    },
  );

  it('alternating trusts what it drafts, and counts what the base would have written otherwise', async () => {
    using model = await recycledModel({ backend });
    const rounds = await roundsOf(model, { scheduler: 'alternating' });
    const tokens = rounds.flatMap((round) => round.tokens);
    expect(tokens.filter(({ origin }) => origin === recycleOwner).length).toBeGreaterThan(25);
    expect(rounds.reduce((sum, { departures }) => sum + departures, 0)).toBeGreaterThan(10);
    const plain = await roundsOf(model, { scheduler: 'autoregressive' });
    expect(rounds.reduce((sum, { basePasses }) => sum + basePasses, 0)).toBeLessThan(plain.length * 0.6);
  });
});

describe('a module that knows the text', () => {
  /** A base whose layers add nothing, so that each token follows from the one before it. */
  const chain = withTensors(randomWeights(baseConfig, 9), ({ name }, values) =>
    /o_proj|down_proj/.test(name) ? new Float32Array(values.length) : values,
  );

  /** A module that looks at the next token's embedding alone, through the base's own norm and head: the base itself. */
  async function knowing(): Promise<OpenedRecycle> {
    const opened = openedModel(chain);
    const config = {
      entry: 'joined',
      head: 'shared',
      draftVocab: baseConfig.vocab,
      fusion: 'none',
      tappedLayers: [2],
    } as const;
    const recycle = await moduleFor(opened, { config });
    const { hidden } = baseConfig;
    const values = async (name: string): Promise<Float32Array> => {
      if (name === 'recycle.norm.weight') return await chain.readFloat32('model.norm.weight');
      const plain = await recycle.weights.readFloat32(name);
      if (/o_proj|down_proj/.test(name)) return new Float32Array(plain.length);
      if (name !== 'recycle.entry.weight') return plain;
      return Float32Array.from({ length: 2 * hidden * hidden }, (_, i) =>
        i % (2 * hidden) === hidden + Math.floor(i / (2 * hidden)) ? 1 : 0,
      );
    };
    const columns = (name: string): number => recycle.weights.tensors.get(name)?.shape.at(-1) ?? 1;
    const readFloat32: OpenedRecycle['weights']['readFloat32'] = async (name, range) => {
      const whole = await values(name);
      const width = columns(name);
      return range === undefined ? whole : whole.slice(range.firstRow * width, (range.firstRow + range.rows) * width);
    };
    return { ...recycle, weights: { ...recycle.weights, fingerprint: 'knowing', readFloat32 } };
  }

  it.each([
    ['greedy', {}],
    ['sampled', { temperature: 1.2, seed: 11 }],
    ['sampled with a filter and penalties', { temperature: 0.8, seed: 2, topP: 0.9, presencePenalty: 0.5 }],
  ])('has every draft accepted: %s', async (_, settings) => {
    using model = await recycledModel({ opened: openedModel(chain), recycle: await knowing() });
    const options = { ...settings, maxTokens: 100, drafters: onlyModule(model) };
    const plain = await write(model, { ...settings, maxTokens: 100, scheduler: 'autoregressive' });
    const { tokenIds, stats } = await write(model, { ...options, scheduler: verified({ length: 4 }) });
    expect(tokenIds).toEqual(plain.tokenIds);
    expect(stats.accepted).toBe(stats.drafted);
    expect(stats.meanAcceptedTokens).toBeGreaterThan(4);
    const trusted = await write(model, { ...settings, maxTokens: 100, scheduler: 'alternating' });
    expect(trusted.tokenIds).toEqual(plain.tokenIds);
    expect(trusted.stats.departures).toBe(0);
  });

  it('agrees in distribution, so that `maximal` keeps every draft, with noise of its own', async () => {
    using model = await recycledModel({ opened: openedModel(chain), recycle: await knowing() });
    const settings = { temperature: 1.1, seed: 4, topK: 40, maxTokens: 100 };
    const options = {
      ...settings,
      acceptance: maximal,
      drafters: onlyModule(model),
      scheduler: verified({ length: 4 }),
    };
    const { tokenIds, stats } = await write(model, options);
    expect(stats.accepted).toBe(stats.drafted);
    expect(stats.meanAcceptedTokens).toBeGreaterThan(4);
    expect(tokenIds).not.toEqual((await write(model, { ...settings, scheduler: 'autoregressive' })).tokenIds);
  });

  it('is told by its confidences', async () => {
    using model = await recycledModel({ opened: openedModel(chain), recycle: await knowing() });
    const [drafter] = onlyModule(model);
    using state = model.createState();
    await model.generate(prompt, { maxTokens: 5, stopTokens: [], scheduler: 'autoregressive', state }).result;
    const draft = await drafter?.draft({ state, promptLength: 1, signal: undefined }, 4);
    using bare = model.createState();
    const { logits } = await model.causalModel.forward(bare, [...state.tokens, ...(draft?.tokens ?? [])], {
      logitsRows: 5,
    });
    for (const [i, confidence] of (draft?.confidences ?? []).entries()) {
      const row = logits.row(i);
      const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
      expect(confidence).toBeCloseTo(Math.exp(row[draft?.tokens[i] as number] as number) / total, 4);
    }
    expect(draft?.confidences).toHaveLength(4);
  });
});

describe('states with a module', () => {
  const options: GenerateOptions = { maxTokens: 70, stopTokens: [], scheduler: verified({ length: 3 }) };

  async function rowsOf(state: MutableState): Promise<readonly Uint8Array[]> {
    const names = ['recycle.0.key', 'recycle.0.value'];
    const rows = state.rowsOf(recycleOwner);
    return await Promise.all(names.map(async (name) => bitsOf((await state.read(name, 0, rows)).data)));
  }

  async function draftIn(model: LanguageModel, state: MutableState) {
    return await onlyModule(model)[0]?.draft({ state, promptLength: 1, signal: undefined }, 4);
  }

  it('[ST4] [ST6] hold its rows, are saved and loaded with them, and go on with the same drafts', async () => {
    using model = await recycledModel();
    using state = model.createState();
    await model.generate(prompt, { ...options, drafters: onlyModule(model), state }).result;
    expect(state.rowsOf(recycleOwner)).toBeGreaterThan(60);
    expect(state.rowsOf(recycleOwner)).toBeLessThanOrEqual(state.tokens.length - 1);
    using loaded = model.restoreState(await state.save());
    using fork = state.fork();
    using fresh = model.createState();
    fresh.commit(state.tokens);
    await model.causalModel.forward(fresh, state.tokens.slice(0, -1));
    const drafts: (Draft | undefined)[] = [];
    for (const each of [state, loaded, fork, fresh]) drafts.push(await draftIn(model, each));
    expect(drafts).toEqual(drafts.map(() => drafts[0]));
    const rows = await rowsOf(state);
    for (const each of [loaded, fork, fresh]) expect(await rowsOf(each)).toEqual(rows);
  });

  it.each([5, 63, 64, 65, 80])(
    '[ST2] drafts after a rewind to %i tokens are those of a fresh state',
    async (length) => {
      using model = await recycledModel({ precision: 'int8' });
      using state = model.createState();
      await model.generate(prompt, { ...options, drafters: onlyModule(model), state }).result;
      state.rewindTo(length);
      expect(state.rowsOf(recycleOwner)).toBeLessThanOrEqual(length - 1);
      using fresh = model.createState();
      fresh.commit(state.tokens);
      await model.causalModel.forward(fresh, state.tokens);
      if (state.rowsOf('base') < length)
        await model.causalModel.forward(state, state.tokens.slice(state.rowsOf('base')));
      expect(await draftIn(model, state)).toEqual(await draftIn(model, fresh));
      expect(await rowsOf(state)).toEqual(await rowsOf(fresh));
    },
  );

  it('[ST6] belong to model and module: others are refused', async () => {
    using model = await recycledModel();
    using other = await recycledModel({ recycle: await moduleFor(openedModel(), { seed: 2 }) });
    using bare = await languageModel({ backend: 'node', weights: randomWeights(baseConfig), tappedLayers: [0, 2] });
    using state = model.createState();
    await model.generate(prompt, { ...options, state }).result;
    const bytes = await state.save();
    expect(() => other.restoreState(bytes)).toThrow(StateError);
    expect(() => bare.restoreState(bytes)).toThrow(StateError);
  });

  it('[SC3] without its slots cost the draft, with a reason, and not the text', async () => {
    using model = await recycledModel();
    using bare = await languageModel({ backend: 'node', weights: randomWeights(baseConfig) });
    using state = bare.createState();
    const generation = bare.generate(prompt, { ...options, maxTokens: 9, drafters: onlyModule(model), state });
    const rounds: Round[] = [];
    for await (const round of generation.rounds) rounds.push(round);
    expect(rounds[1]?.reason).toMatch(/drafter recycle failed: .*no place/);
    expect((await generation.result).tokenIds).toEqual((await write(model, { maxTokens: 9 })).tokenIds);
  });

  it('take a whole conversation to the end of the context', async () => {
    using model = await recycledModel();
    using state = model.createState();
    const { maxTokens: _, ...endless } = options;
    const written = await model.generate(prompt, { ...endless, drafters: onlyModule(model), state }).result;
    expect([written.finishReason, state.tokens.length]).toEqual(['context-full', baseConfig.contextLength]);
    const plain = await model.generate(prompt, { ...endless, scheduler: 'autoregressive' }).result;
    expect(written.tokenIds).toEqual(plain.tokenIds);
  });
});

describe('which module is taken', () => {
  it('facts tell what it is', async () => {
    using model = await recycledModel();
    expect(model.recycle).toMatchObject({ weightsMatch: true, about: { seed: 1 }, baseName: 'random weights 1' });
    expect(model.recycle?.parameters).toBeGreaterThan(10_000);
    expect(model.recycle?.shareOfBase).toBeCloseTo((model.recycle?.parameters ?? 0) / numWeights(), 9);
    expect(model.createDrafters().map(({ name }) => name)).toEqual(['lookup', 'recycle', 'successors']);
    using bare = await languageModel({ backend: 'reference' });
    expect(bare.recycle).toBeUndefined();
    expect(bare.createDrafters().map(({ name }) => name)).toEqual(['lookup', 'successors']);
    await expect(bare.generate(prompt, { scheduler: 'alternating' }).result).rejects.toThrow(/recycle/);
  });

  it('one for a model of another shape or vocabulary is refused, and everything is closed', async () => {
    const opened = openedModel();
    const others = [
      await moduleFor(openedModel(randomWeights({ ...baseConfig, layers: 4 }))),
      await moduleFor(openedModel(randomWeights({ ...baseConfig, vocab: 97 }))),
      await moduleFor(openedModel(randomWeights({ ...baseConfig, hidden: 32 }))),
      await moduleFor(openedModel(randomWeights({ ...baseConfig, layers: 9 })), { config: { tappedLayers: [1, 8] } }),
      { ...(await moduleFor(opened)), base: { ...(await moduleFor(opened)).base, family: '0'.repeat(32) } },
    ];
    for (const recycle of others) {
      const closed: string[] = [];
      const watched = { ...recycle, [Symbol.dispose]: () => closed.push('recycle') };
      const watchedModel = { ...opened, [Symbol.dispose]: () => closed.push('model') };
      const work = recycledModel({ opened: watchedModel, recycle: watched });
      await expect(work).rejects.toSatisfy(ConfigError.isInstance);
      await expect(work).rejects.toThrow(/made for another model/);
      expect(closed.sort()).toEqual(['model', 'recycle']);
    }
  });

  it('one for other weights drafts where it is checked, and is refused where it is trusted', async () => {
    const recycle = await moduleFor(openedModel(randomWeights(baseConfig, 2)));
    using model = await recycledModel({ recycle });
    expect(model.recycle).toMatchObject({ weightsMatch: false, baseName: 'random weights 2' });
    const plain = await write(model, { scheduler: 'autoregressive' });
    expect((await write(model, { scheduler: 'verified' })).tokenIds).toEqual(plain.tokenIds);
    expect(() => model.generate(prompt, { scheduler: 'alternating' })).toThrow(ConfigError);
    expect(() => model.generate(prompt, { scheduler: 'alternating' })).toThrow(/trained on other weights/);
    expect((await write(model, { acceptance: typicalAcceptance() })).tokenIds).toHaveLength(90);
  });

  it('a module whose file ends early is a FileError before anything is written', async () => {
    const recycle = await moduleFor(openedModel());
    const readFloat32 = async (name: string): Promise<Float32Array> => {
      if (name.includes('mlp')) throw new FileError({ what: 'The file ends early', where: name });
      return await recycle.weights.readFloat32(name);
    };
    const broken = { ...recycle, weights: { ...recycle.weights, readFloat32 } };
    await expect(recycledModel({ recycle: broken })).rejects.toSatisfy(FileError.isInstance);
  });
});

describe('costs', () => {
  it('of drafts are measured once and noted, and weights of base and module are encoded once', async () => {
    const storage = memoryStorage();
    const cache = createPreparedCache({ storage });
    const options: RecycledModelOptions = { cache, precision: 'int8' };
    using first = await recycledModel(options);
    const costs = await first.passCosts();
    expect(costs.draftMs(recycleOwner, 2)).toBeGreaterThan(0);
    const files = async () => (await storage.list('')).filter((path) => path.endsWith('.bin'));
    const written = await files();
    expect(written).toHaveLength(3);
    using second = await recycledModel(options);
    expect((await second.passCosts()).draftMs(recycleOwner, 2)).toBe(costs.draftMs(recycleOwner, 2));
    expect(await files()).toEqual(written);
    // Without a module the base has other slots, but the same weights.
    const { createModel } = await import('../create-model.ts');
    using bare = await createModel({ opened: openedModel(), backend: await backends.node(), precision: 'int8', cache });
    expect(bare.recycle).toBeUndefined();
    expect(await files()).toEqual(written);
  });
});

it('dispose frees the module as well', async () => {
  const opened = openedModel();
  const recycle = await moduleFor(opened);
  let closed = 0;
  const model = await recycledModel({ opened, recycle: { ...recycle, [Symbol.dispose]: () => (closed += 1) } });
  const [drafter] = onlyModule(model);
  using state = model.createState();
  await model.generate(prompt, { maxTokens: 4, stopTokens: [], state }).result;
  model.dispose();
  model.dispose();
  expect(closed).toBe(1);
  await expect(drafter?.draft({ state, promptLength: 1, signal: undefined }, 2)).rejects.toSatisfy(
    DisposedError.isInstance,
  );
});

function numWeights(): number {
  const { tensors } = randomWeights(baseConfig);
  return [...tensors.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes / 4, 0);
}
