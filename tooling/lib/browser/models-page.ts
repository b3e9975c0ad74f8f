import { webBackend, type WebDevice } from '@recyclegpt/backend-web';
import { createModel, type LanguageModel, seededModel, seededRecycle } from '@recyclegpt/core';
import { adaptive, autoregressive, lookup, type NamedScheduler, successorTable, verified } from '@recyclegpt/schedulers';
import type { Backend, Precision } from '@recyclegpt/spec';
import {
  type DecodingFixture,
  perfectDrafter,
  testCausalModel,
  testDecoding,
  type WriteRequest,
  type WrittenText,
} from '@recyclegpt/testing';

/*
 * Declares the suites of models and decoding for what the page's address names: `device`, `threads`, `precisions`, and
 * `isReduced` for devices on which a pass takes a tenth of a second.
 */
const query = new URLSearchParams(location.search);
const device = query.get('device') as WebDevice;
const threads = query.get('threads');
const precisions = (query.get('precisions') ?? 'f32').split(',') as Precision[];
const isReduced = query.has('isReduced');

const makeBackend = (): Promise<Backend> => webBackend({ device, ...(threads === null ? {} : { threads: Number(threads) }) });

/** As small as a decoder can be with all its parts and whole blocks of weights. */
const config = {
  hidden: 64,
  intermediate: 64,
  layers: isReduced ? 1 : 2,
  heads: 2,
  kvHeads: 1,
  headDim: 32,
  contextLength: 160,
};

async function loadTiny(precision: Precision): Promise<LanguageModel> {
  const opened = seededModel({ seed: 3, config });
  const recycle = await seededRecycle(opened);
  return await createModel({ opened, backend: await makeBackend(), precision, recycle, tappedLayers: [0] });
}

interface Fixture extends DecodingFixture<NamedScheduler> {
  readonly language: LanguageModel;
}

async function fixtureOf(precision: Precision): Promise<Fixture> {
  const language = await loadTiny(precision);
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

for (const precision of precisions) {
  testCausalModel(`${precision} on ${device}`, () => fixtureOf(precision));
  testDecoding<NamedScheduler, Fixture>(`${precision} on ${device}`, {
    createFixture: () => fixtureOf(precision),
    plain: autoregressive,
    schedulers: { adaptive: () => adaptive(), ...(isReduced ? {} : { 'verified 5': () => verified({ length: 5 }) }) },
    drafters: {
      'those of the model, its recycle module among them': ({ language }) => language.createDrafters(),
      ...(isReduced
        ? {}
        : {
            'no drafter': () => [],
            tables: () => [lookup({ shortestSuffix: 1 }), successorTable()],
            'a perfect one': (_: Fixture, text: readonly number[]) => [perfectDrafter({ text })],
          }),
    },
    maxTokens: 20,
  });
}
