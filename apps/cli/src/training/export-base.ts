import { basename, resolve } from 'node:path';
import { familyPrint, recycleFile, weightsPrint } from '@recyclegpt/core';
import { recycleTensorShapes } from '@recyclegpt/recycle';
import type { Storage } from '@recyclegpt/spec';
import { baseFile, baseTrainingShapes, type CheckpointStore, FlatParameters, huggingFaceJson } from '@recyclegpt/train';
import { openNamed } from '../load-model.ts';
import type { BaseShapes } from './base-run.ts';
import { writeJson } from './base-tokenizer.ts';

/** A module beside a model: `loadModel` finds it by this name. */
export const recycleFileName = 'recycle.safetensors';

export interface ExportBaseOptions extends BaseShapes {
  readonly out: string;
  readonly storage: Storage;
  readonly checkpoints: CheckpointStore;
  readonly type: 'F32' | 'F16';
  /** JSON: what the module's file says of how it was made. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** What was exported. */
export interface ExportedBase {
  readonly step: number;
  /** Held-out loss of the base, in nats a token. */
  readonly score: number;
}

/**
 * Writes the best checkpoint as a folder that `loadModel` opens, the module beside the base.
 * @returns `undefined` if no checkpoint has been scored yet
 * @throws FileError if it cannot be written; files that were there stay whole
 */
export async function exportBase(options: ExportBaseOptions): Promise<ExportedBase | undefined> {
  const { storage, checkpoints, config, module, type } = options;
  const best = await checkpoints.best();
  if (best?.score === undefined) return undefined;
  const { tensors } = await checkpoints.load(best.step);
  const joint = module === undefined ? undefined : { config: module, steps: 1 };
  const data = tensors.get('parameters')?.data as Float32Array;
  const parameters = new FlatParameters(baseTrainingShapes({ config, module: joint }), data);
  await writeJson(storage, 'config.json', huggingFaceJson(config, type));
  await storage.write('model.safetensors', baseFile(config, parameters, type));
  const scores = { step: best.step, score: best.score };
  if (module !== undefined) await exportModule(options, parameters, scores);
  return scores;
}

async function exportModule(
  { out, storage, module, type, about }: ExportBaseOptions,
  parameters: FlatParameters,
  scores: ExportedBase,
): Promise<void> {
  if (module === undefined) return;
  using opened = await openNamed(resolve(out));
  const names = [...recycleTensorShapes(module)].map(({ name }) => name);
  const chunks = recycleFile(
    {
      config: module,
      base: {
        name: basename(resolve(out)),
        family: familyPrint({ config: opened.weights.config, tokenizer: opened.tokenizer }, module.tappedLayers),
        weights: await weightsPrint(opened.weights),
      },
      about: { ...about, scores },
      tensors: new Map(names.map((name) => [name, parameters.view(name)])),
      tokenIds: undefined,
    },
    type,
  );
  await storage.write(recycleFileName, chunks);
}
