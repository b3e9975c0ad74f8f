import { type ByteSource, type DecoderConfig, FileError, type WeightSource } from '@recyclegpt/spec';
import { collectTensors, refuseOthers } from './collect-tensors.ts';
import { FileWeights } from './file-weights.ts';
import { fingerprintFiles } from './fingerprint-files.ts';
import { huggingFaceConfig } from './hugging-face-config.ts';
import { openSafetensors, type SafetensorsFile } from './open-safetensors.ts';
import type { SafetensorsTensor } from './safetensors-header.ts';
import { weightFormatByType } from './safetensors-types.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** What a model folder of Hugging Face holds. */
export interface SafetensorsWeightsOptions {
  /** The parsed `config.json`; checked here. */
  readonly config: unknown;
  /** The parsed `model.safetensors.index.json` of a model in several files; checked here. */
  readonly index?: unknown;
  /** Opens a file of the folder. */
  readonly files: (name: string) => Promise<ByteSource>;
  /** What to call the model in messages. Default: the name of its first file. */
  readonly name?: string;
}

const onlyFile = 'model.safetensors';

/**
 * The weights of a Hugging Face model in one or several safetensors files, in F32, F16 or BF16.
 * The result disposes the files that it opened; so does this function where it fails.
 * @throws FileError for a config that cannot be used, a damaged file, a tensor that is missing, unknown or misshapen
 */
export async function safetensorsWeights({
  config: json,
  index,
  files,
  name,
}: SafetensorsWeightsOptions): Promise<WeightSource> {
  const config = huggingFaceConfig(json);
  const sources: ByteSource[] = [];
  try {
    const opened: SafetensorsFile[] = [];
    for (const fileName of index === undefined ? [onlyFile] : shardNames(index)) {
      const source = await files(fileName);
      sources.push(source);
      opened.push(await openSafetensors(source));
    }
    const modelName = name ?? sources[0]?.name ?? onlyFile;
    const stored = storedTensors(opened, config, modelName);
    const fingerprint = await fingerprintFiles(opened, JSON.stringify(config));
    return new FileWeights({ name: modelName, fingerprint, config, stored, sources });
  } catch (error) {
    for (const source of sources) source[Symbol.dispose]();
    throw error;
  }
}

function storedTensors(
  opened: readonly SafetensorsFile[],
  config: DecoderConfig,
  modelName: string,
): ReadonlyMap<string, StoredTensor> {
  const found = new Map<string, { readonly source: ByteSource; readonly tensor: SafetensorsTensor }>();
  for (const { source, tensors } of opened) {
    for (const tensor of tensors.values()) found.set(tensor.name, { source, tensor });
  }
  // Transformers keeps a head in some files of models that tie it, and does not read it.
  const ignored = config.hasTiedHead ? 'lm_head.weight' : undefined;
  const stored = collectTensors(config, modelName, (name) => {
    const entry = found.get(name);
    return entry ? storedTensor(entry.source, entry.tensor) : name;
  });
  refuseOthers(
    modelName,
    [...found.keys()].filter((name) => !stored.has(name) && name !== ignored),
  );
  return stored;
}

function storedTensor(source: ByteSource, { name, type, shape, offset, sizeBytes }: SafetensorsTensor): StoredTensor {
  const format = weightFormatByType.get(type);
  if (format) return { name, shape, format, sizeBytes, source, offset, pairedHeadRows: undefined };
  throw new FileError({
    what: 'a weight has a type that is not supported',
    where: `${source.name}, tensor ${name}`,
    got: type,
    expected: [...weightFormatByType.keys()].join(', '),
    next: 'Use the model as it was before it was quantised, or as GGUF.',
  });
}

/** File names in an index, each once, in order of their names. */
function shardNames(index: unknown): readonly string[] {
  const map = typeof index === 'object' && index !== null && 'weight_map' in index ? index.weight_map : undefined;
  const names: unknown[] = typeof map === 'object' && map !== null ? Object.values(map) : [];
  const shards = [...new Set(names)].map((name) => {
    if (typeof name === 'string' && /^[\w-][\w.-]*\.safetensors$/.test(name)) return name;
    throw badIndex(JSON.stringify(name), 'names of .safetensors files in the same folder');
  });
  if (shards.length === 0) throw badIndex('no file names', 'an object weight_map from tensors to files');
  return shards.sort();
}

function badIndex(got: string, expected: string): FileError {
  return new FileError({
    what: 'the index cannot be used',
    where: 'model.safetensors.index.json, key weight_map',
    got,
    expected,
  });
}
