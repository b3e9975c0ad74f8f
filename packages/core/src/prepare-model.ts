import { buildDecoder } from '@recyclegpt/base-model';
import { bytesSource, sha256Hasher } from '@recyclegpt/hub';
import type { WeightRecipe } from '@recyclegpt/nn';
import {
  type Backend,
  type ByteSource,
  FileError,
  type OnnxModel,
  type Precision,
  type WeightSource,
} from '@recyclegpt/spec';
import { type OnnxGraph, simplify, toOnnx } from '@recyclegpt/tensor';
import { type ByteProgress, encodeWeights } from './encode-weights.ts';
import type { PreparedCache } from './prepared-cache.ts';

export interface PrepareOptions {
  readonly source: WeightSource;
  readonly precision: Precision;
  readonly backend: Backend;
  readonly tappedLayers?: readonly number[];
  /** Where encoded weights are kept between starts; without it they are encoded anew each time, in memory. */
  readonly cache?: PreparedCache | undefined;
  readonly onProgress?: ByteProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A model ready to be loaded by a backend. */
export interface PreparedModel {
  readonly model: OnnxModel;
  /** Names the weights, their form and the graph: of what belongs to one, nothing fits another. */
  readonly fingerprint: string;
  /** Bytes of the weights in this precision. */
  readonly weightsBytes: number;
  /** The weights had been encoded at an earlier start. */
  readonly wasCached: boolean;
}

/** Changes when encoded weights would differ for the same layout. */
const formatVersion = 1;

/**
 * Builds the graph of a model for a backend and encodes its weights for the kernels, or finds them encoded.
 * @throws FileError, ConfigError as reading and building do; what was begun in the cache is gone then.
 */
export async function prepareModel(options: PrepareOptions): Promise<PreparedModel> {
  const { source, precision, backend, tappedLayers = [], cache } = options;
  const { profile } = backend;
  const formatOf = (tensor: string) => source.tensors.get(tensor)?.format;
  const { graph, plan } = buildDecoder({ config: source.config, precision, profile, formatOf, tappedLayers });
  const onnx = toOnnx(simplify(graph), { opset: profile.opset });
  const fingerprint = printOf(source, precision, onnx);
  const cached = await cache?.open(fingerprint, onnx.weightsBytes);
  const weights = cached ?? (await encode(options, { onnx, recipes: plan.recipes, fingerprint }));
  return {
    model: { name: source.name, graph: onnx.bytes, weights, slots: graph.slots },
    fingerprint,
    weightsBytes: onnx.weightsBytes,
    wasCached: cached !== undefined,
  };
}

function printOf(source: WeightSource, precision: Precision, { bytes, parameters }: OnnxGraph): string {
  const hasher = sha256Hasher();
  const text = new TextEncoder().encode(JSON.stringify([formatVersion, source.fingerprint, precision, parameters]));
  hasher.update(text);
  hasher.update(bytes);
  return `${precision}-${hasher.hexDigest().slice(0, 32)}`;
}

interface EncodeJob {
  readonly onnx: OnnxGraph;
  readonly recipes: ReadonlyMap<string, WeightRecipe>;
  readonly fingerprint: string;
}

async function encode(
  { source, cache, onProgress, signal }: PrepareOptions,
  { onnx, recipes, fingerprint }: EncodeJob,
): Promise<ByteSource> {
  const chunks = () => encodeWeights({ source, parameters: onnx.parameters, recipes, onProgress, signal });
  if (cache === undefined) return await inMemory(chunks(), onnx.weightsBytes);
  try {
    return await cache.write(fingerprint, chunks());
  } catch (error) {
    if (!FileError.isInstance(error) || signal?.aborted) throw error;
    cache.onFailure(error);
    return await inMemory(chunks(), onnx.weightsBytes);
  }
}

async function inMemory(chunks: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<ByteSource> {
  const bytes = new Uint8Array(sizeBytes);
  let offset = 0;
  for await (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytesSource('encoded weights', bytes);
}
