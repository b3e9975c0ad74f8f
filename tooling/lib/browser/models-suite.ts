import { type WebDevice, webBackend } from '@recyclegpt/backend-web';
import { createModel, type LanguageModel, seededModel, seededRecycle } from '@recyclegpt/core';
import {
  adaptive,
  autoregressive,
  lookup,
  type NamedScheduler,
  successorTable,
  verified,
} from '@recyclegpt/schedulers';
import type { Precision } from '@recyclegpt/spec';
import {
  type DecodingFixture,
  type DecodingSuiteOptions,
  perfectDrafter,
  testCausalModel,
  testDecoding,
  type WriteRequest,
  type WrittenText,
} from '@recyclegpt/testing';

export interface ModelsSuiteOptions {
  readonly device: WebDevice;
  readonly threads?: number;
  readonly precisions: readonly Precision[];
  /** Every rule, with fewer schedulers and drafters: for devices on which a pass takes a tenth of a second. */
  readonly isReduced?: boolean;
}

/** As small as a decoder can be with all its parts and whole blocks of weights. */
const config = {
  hidden: 64,
  intermediate: 64,
  heads: 2,
  kvHeads: 1,
  headDim: 32,
  contextLength: 160,
};

async function loadTiny(options: ModelsSuiteOptions, precision: Precision): Promise<LanguageModel> {
  const opened = seededModel({ seed: 3, config: { ...config, layers: options.isReduced === true ? 1 : 2 } });
  const recycle = await seededRecycle(opened);
  return await createModel({ opened, backend: await webBackend(options), precision, recycle, tappedLayers: [0] });
}

interface Fixture extends DecodingFixture<NamedScheduler> {
  readonly language: LanguageModel;
}

async function fixtureOf(options: ModelsSuiteOptions, precision: Precision): Promise<Fixture> {
  const language = await loadTiny(options, precision);
  return {
    language,
    model: language.causalModel,
    createState: () => language.createState(),
    write: (request) => write(language, request),
    [Symbol.dispose]: () => language.dispose(),
  };
}

async function write(
  model: LanguageModel,
  { promptTokens, sampler, stopStrings, onRound, ...options }: WriteRequest<NamedScheduler>,
): Promise<WrittenText> {
  const generation = model.generate({ tokenIds: promptTokens }, { ...options, ...sampler, stop: stopStrings });
  for await (const round of generation.rounds) onRound(round);
  return await generation.result;
}

/** The suites of models and of decoding over tiny models, in some precisions. */
export function testModels(options: ModelsSuiteOptions): void {
  const { device, precisions, isReduced = false } = options;
  for (const precision of precisions) {
    testCausalModel(`${precision} on ${device}`, () => fixtureOf(options, precision));
    testDecoding<NamedScheduler, Fixture>(`${precision} on ${device}`, {
      createFixture: () => fixtureOf(options, precision),
      plain: autoregressive,
      schedulers: { adaptive: () => adaptive(), ...(isReduced ? {} : { 'verified 5': () => verified({ length: 5 }) }) },
      drafters: { ...ownDrafters, ...(isReduced ? {} : otherDrafters) },
      maxTokens: 20,
    });
  }
}

type Drafters = DecodingSuiteOptions<NamedScheduler, Fixture>['drafters'];

const ownDrafters: Drafters = {
  'those of the model, its recycle module among them': ({ language }) => language.createDrafters(),
};

const otherDrafters: Drafters = {
  'no drafter': () => [],
  tables: () => [lookup({ shortestSuffix: 1 }), successorTable()],
  'a perfect one': (_, text) => [perfectDrafter({ text })],
};
