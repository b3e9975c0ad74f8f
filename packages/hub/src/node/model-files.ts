import { basename, dirname } from 'node:path';
import type { FoundModel } from './found-model.ts';

/** A model before it is known how it was come by. */
export type ModelFiles = Omit<FoundModel, 'place'>;

/** The tokenizer of llama2.c lies beside its weights, as tok512.bin or tokenizer.bin. */
const llama2cTokenizer = /^tok.*\.bin$/i;
/** PyTorch's pickles have the same ending; they are not read. */
const foreignBin = /^(?:pytorch_model|training_args|optimizer|scheduler|rng_state|flax_model|ggml-).*\.bin$/i;
const safetensorsFolderFile = /\.(?:safetensors|json|txt|jinja|model)$/i;

function isLlama2c(path: string): boolean {
  const name = basename(path);
  return /\.bin$/i.test(name) && !llama2cTokenizer.test(name) && !foreignBin.test(name);
}

/** The model whose weights are this one file; `undefined` if the name is not that of a model file. */
export function modelOfFile(path: string, filesBeside: readonly string[]): ModelFiles | undefined {
  if (/\.gguf$/i.test(path)) return { format: 'gguf', path, files: [path] };
  if (/\.safetensors$/i.test(path)) return safetensorsModel(filesBeside);
  if (!isLlama2c(path)) return undefined;
  const tokenizers = filesBeside.filter((file) => llama2cTokenizer.test(basename(file)));
  return { format: 'llama2c', path, files: [path, ...tokenizers].sort() };
}

function safetensorsModel(files: readonly string[]): ModelFiles | undefined {
  const config = files.find((file) => basename(file) === 'config.json');
  const hasWeights = files.some((file) => /\.safetensors$/i.test(file));
  if (config === undefined || !hasWeights) return undefined;
  const own = files.filter((file) => safetensorsFolderFile.test(file) && dirname(file) === dirname(config));
  return { format: 'safetensors', path: dirname(config), files: [...own].sort() };
}

/** All models among the files of one folder: each .gguf, each .bin of llama2.c, and the folder itself as safetensors. */
export function modelsAmong(files: readonly string[]): readonly ModelFiles[] {
  const single = files
    .filter((file) => /\.(?:gguf|bin)$/i.test(file))
    .map((file) => modelOfFile(file, files))
    .filter((model) => model !== undefined);
  const folder = safetensorsModel(files);
  return folder === undefined ? single : [...single, folder];
}
