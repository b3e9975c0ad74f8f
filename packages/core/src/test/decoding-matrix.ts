import {
  adaptive,
  autoregressive,
  fixedSuccessors,
  lengthByCost,
  lookup,
  type NamedScheduler,
  successorTable,
  verified,
} from '@recyclegpt/schedulers';
import type { Backend, Precision } from '@recyclegpt/spec';
import {
  alwaysWrongDrafter,
  type DecodingFixture,
  perfectDrafter,
  randomDrafter,
  sometimesRightDrafter,
  testDecoding,
  type WriteRequest,
  type WrittenText,
} from '@recyclegpt/testing';
import { createModel } from '../create-model.ts';
import { draftModel } from '../draft-model.ts';
import type { LanguageModel } from '../language-model.ts';
import { seededRecycle } from '../recycle/seeded-recycle.ts';
import { seededModel } from '../seeded-model.ts';
import { randomWeights, tinyConfig } from './random-weights.ts';

const { vocab } = tinyConfig;

async function write(
  model: LanguageModel,
  { promptTokens, sampler, stopStrings, onRound, ...options }: WriteRequest<NamedScheduler>,
): Promise<WrittenText> {
  const generation = model.generate({ tokenIds: promptTokens }, { ...options, ...sampler, stop: stopStrings });
  for await (const round of generation.rounds) onRound(round);
  return await generation.result;
}

type CreateBackend = () => Promise<Backend>;

/** Which backend decodes, and how much of the matrix is run on it. */
export interface DecodingMatrixOptions {
  readonly name: string;
  readonly createBackend: CreateBackend;
  /** Default: all of them. */
  readonly precisions?: readonly Precision[];
  /** More schedulers, which differ from the others in lengths only; in full precision. Default: false. */
  readonly hasMoreSchedulers?: boolean;
}

interface Fixture extends DecodingFixture<NamedScheduler> {
  readonly language: LanguageModel;
  /** Another model of the same vocabulary. */
  readonly small: LanguageModel;
}

async function fixtureOf(createBackend: CreateBackend, precision: Precision): Promise<Fixture> {
  const load = async (seed: number, layers: number, hasRecycle: boolean): Promise<LanguageModel> => {
    const opened = { ...seededModel(), weights: randomWeights({ ...tinyConfig, layers, contextLength: 128 }, seed) };
    const recycle = hasRecycle ? await seededRecycle(opened) : undefined;
    return await createModel({ opened, backend: await createBackend(), precision, recycle });
  };
  const language = await load(3, 2, true);
  const small = await load(4, 1, false);
  return {
    language,
    small,
    model: language.causalModel,
    createState: () => language.createState(),
    write: (request) => write(language, request),
    [Symbol.dispose]: () => {
      language.dispose();
      small.dispose();
    },
  };
}

/** Follows the first tokens of a text, so that it is right there. */
function tableOf(text: readonly number[]): Int32Array {
  const table = new Int32Array(vocab).fill(-1);
  for (const [i, id] of text.entries()) if (i > 0) table[text[i - 1] as number] = id;
  return table;
}

const schedulers: Readonly<Record<string, () => NamedScheduler>> = {
  'verified 5': () => verified({ length: 5 }),
  adaptive: () => adaptive(),
};

/** Once is enough for these: they differ in lengths only. */
const others: typeof schedulers = {
  'verified 1': () => verified({ length: 1 }),
  'verified by cost and confidence': () => verified({ length: lengthByCost(), minConfidence: 0.1 }),
};

/** SC1 to SC7 on a backend, for all schedulers and drafters, in each precision. */
export function testDecodingOn({
  name,
  createBackend,
  precisions = ['f32', 'int8', 'int4', 'int4-fast'],
  hasMoreSchedulers = false,
}: DecodingMatrixOptions): void {
  for (const precision of precisions) {
    testDecoding<NamedScheduler, Fixture>(`${precision} on ${name}`, {
      createFixture: () => fixtureOf(createBackend, precision),
      plain: autoregressive,
      schedulers: hasMoreSchedulers && precision === 'f32' ? { ...schedulers, ...others } : schedulers,
      drafters: {
        'no drafter': () => [],
        lookup: () => [lookup({ shortestSuffix: 1 })],
        successors: () => [successorTable()],
        'fixed successors': (_, text) => [fixedSuccessors({ table: tableOf(text) })],
        'a draft model': ({ language, small }) => [draftModel({ model: small, base: language })],
        'itself as a draft model': ({ language }) => [draftModel({ model: language, base: language })],
        'a random drafter': () => [randomDrafter({ seed: 3, vocab })],
        'one that is always wrong': (_, text) => [alwaysWrongDrafter({ text, vocab })],
        'a perfect one': (_, text) => [perfectDrafter({ text })],
        'those of the model, its recycle module among them': ({ language }) => language.createDrafters(),
        'a module between tables': (_, text) => [
          lookup(),
          sometimesRightDrafter({ text, vocab, share: 0.6, seed: 1 }),
          successorTable({ fixed: tableOf(text) }),
        ],
      },
      maxTokens: 20,
    });
  }
}
