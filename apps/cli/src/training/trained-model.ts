import { nodeBackend } from '@recyclegpt/backend-node';
import { createModel, familyPrint, type LanguageModel, type OpenedRecycle, weightsPrint } from '@recyclegpt/core';
import { type RecycleConfig, recycleTensorShapes } from '@recyclegpt/recycle';
import type { DecoderConfig, Tokenizer } from '@recyclegpt/spec';
import { baseTrainingShapes, type FlatParameters, flatWeights } from '@recyclegpt/train';

/** Parameters in training, and what they are those of. */
export interface TrainedParts {
  readonly name: string;
  readonly config: DecoderConfig;
  readonly module: RecycleConfig | undefined;
  readonly parameters: FlatParameters;
  readonly tokenizer: Tokenizer;
  /** Steps made: names these numbers. */
  readonly step: number;
}

/** A base in training, with its module, as a model that writes: a copy, which training leaves alone. */
export async function trainedModel(parts: TrainedParts): Promise<LanguageModel> {
  const { name, config, tokenizer, parameters, step, module } = parts;
  const names = baseTrainingShapes({ config, module: undefined }).map((tensor) => tensor.name);
  const weights = flatWeights({ name, fingerprint: `${name} after step ${step}`, config, parameters, names });
  const opened = { name, format: 'safetensors', weights, tokenizer, chatTemplate: undefined } as const;
  return await createModel({
    opened: { ...opened, [Symbol.dispose]: () => undefined },
    backend: await nodeBackend({ threads: 1 }),
    precision: 'f32',
    recycle: module && (await trainedModule(parts, module)),
    prefixCacheBytes: 0,
  });
}

async function trainedModule(parts: TrainedParts, module: RecycleConfig): Promise<OpenedRecycle> {
  const { name, config, tokenizer, parameters, step } = parts;
  const names = [...recycleTensorShapes(module)].map((tensor) => tensor.name);
  const base = baseTrainingShapes({ config, module: undefined }).map((tensor) => tensor.name);
  const shared = { name, fingerprint: `${name} after step ${step}`, config, parameters };
  return {
    name: `${name}, its module`,
    config: module,
    base: {
      name,
      family: familyPrint({ config, tokenizer }, module.tappedLayers),
      weights: await weightsPrint(flatWeights({ ...shared, names: base })),
    },
    about: null,
    weights: flatWeights({ ...shared, fingerprint: `${shared.fingerprint}, module`, names }),
    tokenIds: undefined,
    [Symbol.dispose]: () => undefined,
  };
}
