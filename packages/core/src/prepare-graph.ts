import { bytesSource, sha256Hasher } from '@recyclegpt/hub';
import type { WeightPlan } from '@recyclegpt/nn';
import {
  type Backend,
  type ByteSource,
  FileError,
  type OnnxModel,
  type Precision,
  type WeightSource,
} from '@recyclegpt/spec';
import { type Graph, type OnnxGraph, simplify, toOnnx } from '@recyclegpt/tensor';
import { type ByteProgress, encodeWeights } from './encode-weights.ts';
import type { PreparedCache } from './prepared-cache.ts';

/** What preparing any graph needs. */
export interface PrepareGraphOptions {
  readonly graph: Graph;
  /** What its parameters are made from. */
  readonly plan: WeightPlan;
  readonly source: WeightSource;
  readonly precision: Precision;
  readonly backend: Backend;
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
  /** Names the encoded weights, which graphs that differ in what they keep of their results may share. */
  readonly weightsPrint: string;
  /** Bytes of the weights in this precision. */
  readonly weightsBytes: number;
  /** The weights had been encoded at an earlier start. */
  readonly wasCached: boolean;
}

/** Changes when encoded weights would differ for the same layout. */
const formatVersion = 2;

/**
 * Serialises a graph for a backend and encodes its weights for the kernels, or finds them encoded.
 * @throws FileError as reading does; what was begun in the cache is gone then.
 */
export async function prepareGraph(options: PrepareGraphOptions): Promise<PreparedModel> {
  const { graph, source, backend, cache } = options;
  const onnx = toOnnx(simplify(graph), backend.profile);
  const weightsPrint = printOf(options, onnx, new Uint8Array(0));
  const cached = await cache?.open(weightsPrint, onnx.weightsBytes);
  const weights = cached ?? (await encode(options, onnx, weightsPrint));
  return {
    model: { name: source.name, graph: onnx.bytes, weights, slots: graph.slots },
    fingerprint: printOf(options, onnx, onnx.bytes),
    weightsPrint,
    weightsBytes: onnx.weightsBytes,
    wasCached: cached !== undefined,
  };
}

function printOf({ source, precision }: PrepareGraphOptions, { parameters }: OnnxGraph, graph: Uint8Array): string {
  const hasher = sha256Hasher();
  const text = new TextEncoder().encode(JSON.stringify([formatVersion, source.fingerprint, precision, parameters]));
  hasher.update(text);
  hasher.update(graph);
  return `${precision}-${hasher.hexDigest().slice(0, 32)}`;
}

async function encode(
  { source, plan, cache, onProgress, signal }: PrepareGraphOptions,
  { parameters, weightsBytes }: OnnxGraph,
  weightsPrint: string,
): Promise<ByteSource> {
  const chunks = () => encodeWeights({ source, parameters, recipes: plan.recipes, onProgress, signal });
  if (cache === undefined) return await inMemory(chunks(), weightsBytes);
  try {
    return await cache.write(weightsPrint, chunks());
  } catch (error) {
    if (!FileError.isInstance(error) || signal?.aborted) throw error;
    cache.onFailure(error);
    return await inMemory(chunks(), weightsBytes);
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
