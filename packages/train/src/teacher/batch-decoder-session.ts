import { type BatchDecoderOptions, buildBatchDecoder, buildDecoder, type DecoderGraph } from '@recyclegpt/base-model';
import { type Backend, BackendError, type ByteSource, ConfigError, type Session } from '@recyclegpt/spec';
import { type OnnxGraph, simplify, toOnnx } from '@recyclegpt/tensor';

/** A base in a precision, and how many sequences of which length it decodes at once. */
export interface BatchDecoderSessionOptions extends Omit<BatchDecoderOptions, 'profile'> {
  readonly backend: Backend;
  /** Weights encoded for `buildDecoder` of the same config, precision and formats: the batch decoder takes the same. */
  readonly weights: ByteSource;
}

/**
 * A session that writes many sequences at once, over the encoded weights of the decoder that writes one.
 * @throws ConfigError for a model with a sliding window, which a batch does not honour, and for fewer than one sequence
 * or row; BackendError if the graph cannot be loaded
 */
export async function batchDecoderSession(options: BatchDecoderSessionOptions): Promise<Session> {
  const { backend, weights, config, batch, capacity } = options;
  checkSizes({ batch, capacity });
  if (config.slidingWindow !== undefined) {
    throw new ConfigError({
      what: 'Models with a sliding window are not written in batches',
      where: 'slidingWindow',
      got: `${config.slidingWindow}`,
      next: 'Give texts that the model has written already.',
    });
  }
  const parts = { ...options, profile: backend.profile };
  const onnx = onnxOf(buildBatchDecoder(parts), backend);
  const single = onnxOf(buildDecoder(parts), backend);
  if (JSON.stringify(onnx.parameters) !== JSON.stringify(single.parameters) || weights.sizeBytes < onnx.weightsBytes) {
    throw new BackendError({
      what: 'The batch decoder does not take the weights of the decoder',
      where: weights.name,
      expected: `${onnx.weightsBytes} bytes in the same places`,
      got: `${weights.sizeBytes}`,
    });
  }
  return await backend.createSession({ name: 'batch decoder', graph: onnx.bytes, weights, slots: [] });
}

function onnxOf({ graph }: DecoderGraph, { profile }: Backend): OnnxGraph {
  return toOnnx(simplify(graph), profile);
}

function checkSizes(sizes: Readonly<Record<'batch' | 'capacity', number>>): void {
  for (const [where, got] of Object.entries(sizes)) {
    if (Number.isSafeInteger(got) && got >= 1) continue;
    throw new ConfigError({
      what: 'A batch of this size cannot be written',
      where,
      expected: 'an integer above 0',
      got: `${got}`,
    });
  }
}
