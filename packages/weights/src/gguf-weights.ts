import { type ByteSource, type DecoderConfig, FileError, type WeightSource } from '@recyclegpt/spec';
import { collectTensors, refuseOthers } from './collect-tensors.ts';
import { dequantize } from './dequantize.ts';
import { FileWeights } from './file-weights.ts';
import { fingerprintFiles } from './fingerprint-files.ts';
import { ggufArchitecture, ggufConfig } from './gguf-config.ts';
import type { GgufTensor } from './gguf-tensors.ts';
import type { GgufFile } from './open-gguf.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** GGUF's names by Hugging Face's, within a layer and outside (llama.cpp, gguf-py/gguf/tensor_mapping.py). */
const layerNames: ReadonlyMap<string, string> = new Map([
  ['input_layernorm', 'attn_norm'],
  ['self_attn.q_proj', 'attn_q'],
  ['self_attn.k_proj', 'attn_k'],
  ['self_attn.v_proj', 'attn_v'],
  ['self_attn.o_proj', 'attn_output'],
  ['self_attn.q_norm', 'attn_q_norm'],
  ['self_attn.k_norm', 'attn_k_norm'],
  ['post_attention_layernorm', 'ffn_norm'],
  ['mlp.gate_proj', 'ffn_gate'],
  ['mlp.up_proj', 'ffn_up'],
  ['mlp.down_proj', 'ffn_down'],
]);
const outerNames: ReadonlyMap<string, string> = new Map([
  ['model.embed_tokens.weight', 'token_embd.weight'],
  ['model.norm.weight', 'output_norm.weight'],
  ['lm_head.weight', 'output.weight'],
]);
const ropeFactorsName = 'rope_freqs.weight';

/**
 * The weights of a GGUF file under canonical names: architectures `llama` (SmolLM and Mistral included), `mistral`,
 * `qwen2` and `qwen3`. Rows that the file keeps for rotation by pairs come in the order for rotation by halves.
 * The result takes over `file.source` and disposes it; where this fails, the source stays the caller's.
 * @throws FileError for another architecture, a value that cannot be used, a tensor that is missing, unknown or misshapen
 */
export async function ggufWeights(file: GgufFile): Promise<WeightSource> {
  const { source } = file;
  const config = ggufConfig(file, await ropeFactorsOf(file));
  const pairedHeadRows = pairedRowsOf(file, config);
  const used = new Set([ropeFactorsName]);
  const stored = collectTensors(config, source.name, (name) => {
    const ggufName = ggufNameOf(name);
    const tensor = file.tensors.get(ggufName);
    used.add(ggufName);
    return tensor ? storedTensor(source, name, tensor, pairedHeadRows) : ggufName;
  });
  refuseOthers(
    source.name,
    [...file.tensors.keys()].filter((name) => !used.has(name)),
  );
  const fingerprint = await fingerprintFiles([{ source, headerBytes: file.headerBytes }]);
  return new FileWeights({ name: source.name, fingerprint, config, stored, sources: [source] });
}

function ggufNameOf(name: string): string {
  const [, layer, part, kind] = /^model\.layers\.(\d+)\.(.+)\.(weight|bias)$/.exec(name) ?? [];
  const inner = part === undefined ? undefined : layerNames.get(part);
  return inner === undefined ? (outerNames.get(name) ?? name) : `blk.${layer}.${inner}.${kind}`;
}

function storedTensor(
  source: ByteSource,
  name: string,
  tensor: GgufTensor,
  headRows: number | undefined,
): StoredTensor {
  const { shape, format, offset, sizeBytes } = tensor;
  const pairedHeadRows = /\.[qk]_proj\./.test(name) ? headRows : undefined;
  return { name, shape, format, sizeBytes, source, offset, pairedHeadRows };
}

/** Rows of a head in the files that rotate pairs. Their converter reorders all of them, so all must be rotated. */
function pairedRowsOf(file: GgufFile, { architecture, headDim, rope }: DecoderConfig): number | undefined {
  if (!ggufArchitecture(file).rotatesPairs) return undefined;
  if (rope.rotaryDim === headDim) return headDim;
  throw new FileError({
    what: 'heads that are rotated in part are not supported for this architecture',
    where: `${file.source.name}, key ${architecture}.rope.dimension_count`,
    got: String(rope.rotaryDim),
    expected: String(headDim),
  });
}

async function ropeFactorsOf(file: GgufFile): Promise<Float32Array | undefined> {
  const tensor = file.tensors.get(ropeFactorsName);
  if (!tensor) return undefined;
  const rotaryDim = ggufConfig(file).rope.rotaryDim;
  if (String(tensor.shape) !== String([rotaryDim / 2])) {
    throw new FileError({
      what: 'a tensor has the wrong shape',
      where: `${file.source.name}, tensor ${ropeFactorsName}`,
      got: `[${tensor.shape}]`,
      expected: `[${rotaryDim / 2}], one factor per frequency`,
    });
  }
  return dequantize(tensor.format, await file.source.read(tensor.offset, tensor.sizeBytes));
}
