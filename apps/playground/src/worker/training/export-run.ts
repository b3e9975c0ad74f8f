import { familyPrint, openModel, recycleFile, weightsPrint } from '@recyclegpt/core';
import { recycleTensorShapes } from '@recyclegpt/recycle';
import { type ByteSource, FileError, type Storage } from '@recyclegpt/spec';
import { baseFile, baseTrainingShapes, FlatParameters, huggingFaceJson } from '@recyclegpt/train';
import type { TrainedFile } from '../../protocol/train-calls.ts';
import type { TrainRun } from './prepare-run.ts';
import { writeJson } from './write-json.ts';

const name = 'trained-here';
const files = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'] as const;
const moduleFile = 'recycle.safetensors';

/**
 * The best moment of a run, by held-out text, as the files of a model with its module: what the command line and this page
 * open again.
 * @throws FileError if nothing was kept yet
 */
export async function exportRun(run: TrainRun): Promise<readonly TrainedFile[]> {
  const { storage, config } = run;
  const { parameters, step, score } = await bestOf(run);
  await writeJson(storage, 'config.json', huggingFaceJson(config, 'F32'));
  await storage.write('model.safetensors', baseFile(config, parameters, 'F32'));
  await storage.write(moduleFile, await moduleOf(run, parameters, { step, score: score ?? null }));
  return await Promise.all(
    [...files, moduleFile].map(async (path) => ({ name: path, bytes: await read(storage, path) })),
  );
}

interface Best {
  readonly parameters: FlatParameters;
  readonly step: number;
  readonly score: number | undefined;
}

async function bestOf({ checkpoints, config, module, recipe }: TrainRun): Promise<Best> {
  const best = await checkpoints.best();
  const checkpoint =
    best === undefined ? (await checkpoints.loadLatest())?.checkpoint : await checkpoints.load(best.step);
  const data = checkpoint?.tensors.get('parameters')?.data;
  if (checkpoint === undefined || !(data instanceof Float32Array)) {
    throw new FileError({ what: 'There is nothing to take home yet', next: 'Train for some steps first.' });
  }
  const shapes = baseTrainingShapes({ config, module: { config: module, steps: recipe.draftSteps } });
  return { parameters: new FlatParameters(shapes, data), step: checkpoint.step, score: checkpoint.score };
}

async function moduleOf(
  { storage, module, recipe, split }: TrainRun,
  parameters: FlatParameters,
  scores: Readonly<Record<string, number | null>>,
): Promise<Iterable<Uint8Array>> {
  const open = (path: string): Promise<ByteSource> => openIn(storage, path);
  using opened = await openModel({ format: 'safetensors', name, files: [...files], open });
  const names = [...recycleTensorShapes(module)].map((tensor) => tensor.name);
  const data = { tokens: split.train.numTokens, texts: split.train.numDocuments };
  return recycleFile(
    {
      config: module,
      base: {
        name,
        family: familyPrint({ config: opened.weights.config, tokenizer: opened.tokenizer }, module.tappedLayers),
        weights: await weightsPrint(opened.weights),
      },
      about: { made: 'in the playground, jointly with its base', data, recipe: { ...recipe }, scores },
      tensors: new Map(names.map((tensor) => [tensor, parameters.view(tensor)])),
      tokenIds: undefined,
    },
    'F32',
  );
}

async function openIn(storage: Storage, path: string): Promise<ByteSource> {
  const source = await storage.open(path);
  if (source !== undefined) return source;
  throw new FileError({ what: 'A file of the run is missing', where: path });
}

async function read(storage: Storage, path: string): Promise<Uint8Array> {
  using source = await openIn(storage, path);
  return await source.read(0, source.sizeBytes);
}
