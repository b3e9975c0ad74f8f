import { type ByteSource, type DecoderConfig, FileError, type WeightSource } from '@recyclegpt/spec';
import { checkConfig } from './check-config.ts';
import { collectTensors } from './collect-tensors.ts';
import { FileWeights } from './file-weights.ts';
import { fingerprintFiles } from './fingerprint-files.ts';
import type { StoredTensor } from './stored-tensor.ts';

const headerBytes = 28;
/** `ak42` as a little-endian number: the later versions of the format begin with it. */
const laterMagic = 0x616b3432;

/**
 * Opens a llama2.c checkpoint of version 0: seven integers, then all layers' tensors of a kind together, in float32.
 * Rows of queries and keys, which the file keeps for rotation by pairs, come in the order for rotation by halves.
 * The result takes over `source` and disposes it; where this fails, the source stays the caller's.
 * Source: karpathy/llama2.c, run.c, `memory_map_weights`, and export.py, `legacy_export`.
 * @throws FileError if the file has another size than its header tells, or is of another version
 */
export async function openLlama2c(source: ByteSource): Promise<WeightSource> {
  const config = await readConfig(source);
  const places = placesOf(config);
  const expectedBytes = places.at(-1)?.end ?? 0;
  if (source.sizeBytes !== expectedBytes) {
    throw notLlama2c(source, `${source.sizeBytes} bytes`, `${expectedBytes} bytes, which its header tells`);
  }
  const stored = collectTensors(config, source.name, (name) => storedTensor(source, config, places, name));
  const fingerprint = await fingerprintFiles([{ source, headerBytes }]);
  return new FileWeights({ name: source.name, fingerprint, config, stored, sources: [source] });
}

async function readConfig(source: ByteSource): Promise<DecoderConfig> {
  if (source.sizeBytes < headerBytes) throw notLlama2c(source, `${source.sizeBytes} bytes`, `at least ${headerBytes}`);
  const bytes = await source.read(0, headerBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const integer = (index: number) => view.getInt32(index * 4, true);
  if (integer(0) === laterMagic) throw notLlama2c(source, 'version 1 or later', 'version 0: export with --version 0');
  const sizes = {
    hidden: integer(0),
    intermediate: integer(1),
    layers: integer(2),
    heads: integer(3),
    kvHeads: integer(4),
  };
  const signedVocab = integer(5);
  const lengths = { ...sizes, vocab: Math.abs(signedVocab), contextLength: integer(6) };
  for (const [key, value] of Object.entries(lengths)) {
    if (value < 1) throw notLlama2c(source, `${key} ${value}`, 'positive sizes in the header');
  }
  const headDim = lengths.hidden / lengths.heads;
  const config: DecoderConfig = {
    ...lengths,
    architecture: 'llama',
    headDim,
    normEpsilon: 1e-5,
    rope: { base: 10000, rotaryDim: headDim, scaling: { kind: 'none' } },
    hasTiedHead: signedVocab > 0,
    hasAttentionBias: false,
    hasQueryKeyNorm: false,
    slidingWindow: undefined,
  };
  return checkConfig(config, source.name);
}

/** One kind of tensor: all layers' together, one behind the other. */
interface Place {
  /** Canonical name, without `model.layers.N.` if there is one per layer. */
  readonly part: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function placesOf({
  vocab,
  hidden,
  intermediate,
  layers,
  kvHeads,
  headDim,
  contextLength,
  hasTiedHead,
}: DecoderConfig): readonly Place[] {
  const keyRows = kvHeads * headDim;
  const kinds: readonly (readonly [part: string, count: number, shape: readonly number[]])[] = [
    ['model.embed_tokens.weight', 1, [vocab, hidden]],
    ['input_layernorm.weight', layers, [hidden]],
    ['self_attn.q_proj.weight', layers, [hidden, hidden]],
    ['self_attn.k_proj.weight', layers, [keyRows, hidden]],
    ['self_attn.v_proj.weight', layers, [keyRows, hidden]],
    ['self_attn.o_proj.weight', layers, [hidden, hidden]],
    ['post_attention_layernorm.weight', layers, [hidden]],
    ['mlp.gate_proj.weight', layers, [intermediate, hidden]],
    ['mlp.down_proj.weight', layers, [hidden, intermediate]],
    ['mlp.up_proj.weight', layers, [intermediate, hidden]],
    ['model.norm.weight', 1, [hidden]],
    // Cosines and sines of the rotation, which run.c skips too.
    ['rotation', 2, [contextLength, headDim / 2]],
    ...(hasTiedHead ? [] : [['lm_head.weight', 1, [vocab, hidden]] as const]),
  ];
  let end = headerBytes;
  return kinds.map(([part, count, shape]) => {
    const start = end;
    end += count * sizeOf(shape);
    return { part, shape, start, end };
  });
}

/** Bytes of a float32 tensor. */
function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 4);
}

function storedTensor(
  source: ByteSource,
  config: DecoderConfig,
  places: readonly Place[],
  name: string,
): StoredTensor | string {
  const [, layer, layerPart] = /^model\.layers\.(\d+)\.(.+)$/.exec(name) ?? [];
  const place = places.find(({ part }) => part === (layerPart ?? name));
  if (!place) return name;
  const sizeBytes = sizeOf(place.shape);
  const offset = place.start + Number(layer ?? 0) * sizeBytes;
  const pairedHeadRows = /\.[qk]_proj\./.test(name) ? config.headDim : undefined;
  return { name, shape: place.shape, format: 'F32', sizeBytes, source, offset, pairedHeadRows };
}

function notLlama2c(source: ByteSource, got: string, expected: string): FileError {
  const next = 'Check that this is a checkpoint of llama2.c and that it was downloaded whole.';
  return new FileError({
    what: 'this is not a llama2.c checkpoint that can be read',
    where: source.name,
    got,
    expected,
    next,
  });
}
