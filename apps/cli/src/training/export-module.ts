import { basename } from 'node:path';
import { familyPrint, recycleFile, weightsPrint } from '@recyclegpt/core';
import { recycleTensorShapes } from '@recyclegpt/recycle';
import type { Storage } from '@recyclegpt/spec';
import type { FlatParameters } from '@recyclegpt/train';
import { recycleFileName } from './export-base.ts';
import type { Teacher } from './open-teacher.ts';

export interface ExportModuleOptions {
  readonly teacher: Teacher;
  readonly storage: Storage;
  readonly parameters: FlatParameters;
  readonly tokenIds: Int32Array;
  readonly type: 'F32' | 'F16' | 'I8';
  /** JSON: what the file says of how it was made. */
  readonly about: unknown;
}

/** Writes a trained module as a file that fits its base. @throws FileError, ConfigError as writing does */
export async function exportModule(options: ExportModuleOptions): Promise<void> {
  const { teacher, storage, parameters, tokenIds, type, about } = options;
  const { opened, config } = teacher;
  const { weights, tokenizer } = opened;
  const names = [...recycleTensorShapes(config)].map(({ name }) => name);
  const contents = {
    config,
    base: {
      name: basename(opened.name),
      family: familyPrint({ config: weights.config, tokenizer }, config.tappedLayers),
      weights: await weightsPrint(weights),
    },
    about,
    tensors: new Map(names.map((name) => [name, parameters.view(name)])),
    tokenIds: config.head === 'shared' ? undefined : tokenIds,
  };
  await storage.write(recycleFileName, recycleFile(contents, type));
}
