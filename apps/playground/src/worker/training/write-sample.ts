import { createModel, familyPrint, type OpenedRecycle, weightsPrint } from '@recyclegpt/core';
import { recycleTensorShapes } from '@recyclegpt/recycle';
import type { Backend } from '@recyclegpt/spec';
import { baseTrainingShapes, type FlatParameters, flatWeights } from '@recyclegpt/train';
import type { TrainSample } from '../../protocol/train-calls.ts';
import { recordRound } from '../record-round.ts';
import type { TrainRun } from './prepare-run.ts';

const promptTokens = 6;
const sampleTokens = 48;
const name = 'trained here';

export interface SampleOptions {
  readonly run: TrainRun;
  /** Closed afterwards. */
  readonly backend: Backend;
  readonly parameters: FlatParameters;
  readonly step: number;
  readonly signal: AbortSignal;
}

/** What the base writes at this moment of its training, with its module's help. */
export async function writeSample({ run, backend, parameters, step, signal }: SampleOptions): Promise<TrainSample> {
  const { config, tokenizer } = run;
  const names = baseTrainingShapes({ config, module: undefined }).map((tensor) => tensor.name);
  const shared = { name, fingerprint: `${name}, step ${step}`, config, parameters };
  const weights = flatWeights({ ...shared, names });
  const opened = { name, format: 'safetensors', weights, tokenizer, chatTemplate: undefined } as const;
  const recycle = await moduleOf(run, parameters, step);
  using model = await createModel({
    opened: { ...opened, [Symbol.dispose]: () => undefined },
    backend,
    precision: 'f32',
    recycle,
    prefixCacheBytes: 0,
  });
  const prompt = await promptOf(run);
  const maxTokens = Math.min(sampleTokens, config.contextLength - prompt.length - 1);
  const settings = { maxTokens, temperature: 0.7, seed: 1, scheduler: 'verified', signal };
  const generation = model.generate({ tokenIds: prompt }, settings);
  const tokens: TrainSample['tokens'][number][] = [];
  for await (const round of generation.rounds) tokens.push(...recordRound(round, tokenizer).tokens);
  const { drafted, accepted } = (await generation.result).stats;
  return { step, prompt: tokenizer.decode(prompt), tokens, acceptance: drafted === 0 ? undefined : accepted / drafted };
}

/** The beginning of a held-out text. */
async function promptOf({ split: { validation }, tokenizer }: TrainRun): Promise<readonly number[]> {
  const { tokenIds, documentStarts } = await validation.read(0, Math.min(validation.numTokens, 2 * promptTokens));
  const end = documentStarts.find((start) => start > 0) ?? tokenIds.length;
  const ids = [...tokenIds.subarray(0, Math.min(promptTokens, end))].filter((id) => !tokenizer.isSpecial(id));
  return ids.length > 0 ? ids : [...tokenIds.subarray(0, 1)];
}

async function moduleOf(
  { config, module, tokenizer }: TrainRun,
  parameters: FlatParameters,
  step: number,
): Promise<OpenedRecycle> {
  const base = baseTrainingShapes({ config, module: undefined }).map((tensor) => tensor.name);
  const own = [...recycleTensorShapes(module)].map((tensor) => tensor.name);
  const shared = { name, config, parameters };
  return {
    name: `${name}, its module`,
    config: module,
    base: {
      name,
      family: familyPrint({ config, tokenizer }, module.tappedLayers),
      weights: await weightsPrint(flatWeights({ ...shared, fingerprint: `step ${step}`, names: base })),
    },
    about: null,
    weights: flatWeights({ ...shared, fingerprint: `step ${step}, module`, names: own }),
    tokenIds: undefined,
    [Symbol.dispose]: () => undefined,
  };
}
