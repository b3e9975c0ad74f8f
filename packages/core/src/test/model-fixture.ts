import { nodeBackend } from '@recyclegpt/backend-node';
import { referenceBackend } from '@recyclegpt/backend-reference';
import type { Backend, Precision, WeightSource } from '@recyclegpt/spec';
import type { CausalModelFixture } from '@recyclegpt/testing';
import { createModel } from '../create-model.ts';
import type { LanguageModel } from '../language-model.ts';
import { seededModel } from '../seeded-model.ts';
import { randomWeights, smallConfig } from './random-weights.ts';

/** Backends that run in tests, by name. */
export const backends = {
  node: () => nodeBackend({ threads: 2 }),
  reference: async () => referenceBackend(),
} as const satisfies Readonly<Record<string, () => Promise<Backend>>>;

export type BackendName = keyof typeof backends;

export interface FixtureOptions {
  readonly backend: BackendName;
  readonly precision?: Precision;
  readonly weights?: WeightSource;
  readonly tappedLayers?: readonly number[];
}

/** A language model over random weights. */
export async function languageModel({
  backend,
  precision = 'f32',
  weights = randomWeights(smallConfig),
  tappedLayers = [],
}: FixtureOptions): Promise<LanguageModel> {
  const opened = { ...seededModel(), weights };
  return await createModel({ opened, backend: await backends[backend](), precision, tappedLayers });
}

/** The same as `testCausalModel` wants it. */
export async function modelFixture(options: FixtureOptions): Promise<CausalModelFixture> {
  const model = await languageModel(options);
  return { model: model.causalModel, createState: () => model.createState(), [Symbol.dispose]: () => model.dispose() };
}
