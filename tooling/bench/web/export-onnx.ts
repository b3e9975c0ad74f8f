import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSource } from '@recyclegpt/hub/node';
import type { WeightRecipe } from '@recyclegpt/nn';
import type { WeightSource } from '@recyclegpt/spec';
import { simplify, toOnnx } from '@recyclegpt/tensor';
import { ggufVocabularyFromMetadata } from '@recyclegpt/tokenizer';
import { ggufWeights, openGguf, quantizeInt8 } from '@recyclegpt/weights';
import { buildCachedDecoder } from './export/cached-decoder.ts';
import { configJson, tokenizerConfigJson, tokenizerJson } from './export/export-files.ts';

/** transformers.js's names of what a weight is stored in. */
export type ExportType = 'q8' | 'fp32';

/** Names of graphs by what is in them, as transformers.js looks for them. */
const suffixes: Readonly<Record<ExportType, string>> = { q8: '_quantized', fp32: '' };

/** Written last: with it the export is whole. Changes when exports would differ. */
const mark = 'export-2.json';

/**
 * Makes what transformers.js loads out of a GGUF file, once: graphs over the dequantised weights in float32 (`fp32`) and in
 * unsigned bytes, a scale a row (`q8`), and the files of config and tokenizer. Never blocks of 4 bits, which WebAssembly has no
 * kernel for.
 * @throws FileError, ConfigError for a model that it does not know
 */
export async function exportOnnx(ggufPath: string, folder: string): Promise<void> {
  if (existsSync(join(folder, mark))) return;
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(unfinished, 'onnx'), { recursive: true });
  const file = await openGguf(await fileSource(ggufPath));
  using weights = await ggufWeights(file);
  const { config } = weights;
  const vocabulary = ggufVocabularyFromMetadata(file.metadata);
  const template = file.metadata.get('tokenizer.chat_template');
  const texts = {
    'config.json': configJson(config, vocabulary),
    'generation_config.json': { bos_token_id: vocabulary.bosTokenId, eos_token_id: vocabulary.eosTokenId },
    'tokenizer.json': tokenizerJson(vocabulary),
    'tokenizer_config.json': tokenizerConfigJson(vocabulary, template, config.contextLength),
  };
  for (const [name, text] of Object.entries(texts)) await writeFile(join(unfinished, name), JSON.stringify(text));
  for (const type of ['q8', 'fp32'] as const) await writeGraph(weights, type, join(unfinished, 'onnx'));
  await writeFile(join(unfinished, mark), '{}');
  await rename(unfinished, folder);
}

async function writeGraph(source: WeightSource, type: ExportType, folder: string): Promise<void> {
  const { graph, plan } = buildCachedDecoder(source, type === 'q8' ? 'int8' : 'f32');
  const name = `model${suffixes[type]}.onnx`;
  const { bytes, parameters } = toOnnx(simplify(graph), { location: `${name}_data` });
  await writeFile(join(folder, name), bytes);
  const file = await open(join(folder, `${name}_data`), 'w');
  const done = new Set<string>();
  try {
    for (const { storage, offset } of parameters) {
      const recipe = plan.recipes.get(storage);
      if (recipe === undefined || done.has(storage)) continue;
      done.add(storage);
      const data = await encode(source, recipe);
      await file.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 0, data.byteLength, offset);
    }
  } finally {
    await file.close();
  }
}

/** The bytes of a parameter. */
async function encode(source: WeightSource, recipe: WeightRecipe): Promise<Float32Array | Uint8Array> {
  const { tensors, encoding, out, in: columns, part } = recipe;
  const values = new Float32Array(out * columns);
  let offset = 0;
  for (const name of tensors) {
    const each = await source.readFloat32(name);
    values.set(each, offset);
    offset += each.length;
  }
  if (encoding === 'f32') return values;
  const matrix = quantizeInt8(values, out, columns);
  return part === 'scales' ? matrix.scales : matrix.data;
}
