import type { ByteSource } from '@recyclegpt/spec';
import type { InferenceSession } from 'onnxruntime-common';

/** Name of the weights file in graphs. */
const weightsLocation = 'weights.bin';

/** Hands the weights over: the runtime copies them into its own memory and lets go of these bytes. */
export async function weightOptions(weights: ByteSource | undefined): Promise<InferenceSession.SessionOptions> {
  if (weights === undefined || weights.sizeBytes === 0) return {};
  return { externalData: [{ path: weightsLocation, data: await weights.read(0, weights.sizeBytes) }] };
}
