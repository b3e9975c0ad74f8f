import { type DecoderConfig, FileError, type RowRange, type WeightInfo, type WeightSource } from '@recyclegpt/spec';
import type { FlatParameters } from '../optimiser/flat-parameters.ts';

/** What makes flat parameters a source of weights. */
export interface FlatWeightsOptions {
  readonly name: string;
  /** Names these very numbers: another step's have another one, lest what was encoded of one be taken for the other. */
  readonly fingerprint: string;
  readonly config: DecoderConfig;
  readonly parameters: FlatParameters;
  /** Tensors of these parameters that belong to it. */
  readonly names: Iterable<string>;
}

/** Parameters in training as weights that a model reads: as they are when they are read. */
export function flatWeights({ name, fingerprint, config, parameters, names }: FlatWeightsOptions): WeightSource {
  const tensors = new Map<string, WeightInfo>();
  for (const tensor of names) {
    const shape = parameters.spans.get(tensor)?.shape ?? [];
    tensors.set(tensor, { name: tensor, shape, format: 'F32', sizeBytes: 4 * parameters.view(tensor).length });
  }
  const readFloat32 = async (tensor: string, range?: RowRange): Promise<Float32Array> => {
    const info = tensors.get(tensor);
    if (info === undefined) throw new FileError({ what: `There is no tensor "${tensor}"`, where: name });
    const columns = info.shape.at(-1) ?? 1;
    const whole = parameters.view(tensor);
    if (range === undefined) return whole.slice();
    return whole.slice(range.firstRow * columns, (range.firstRow + range.rows) * columns);
  };
  return {
    name,
    fingerprint,
    config,
    tensors,
    readFloat32,
    readRaw: async (tensor, range) => new Uint8Array((await readFloat32(tensor, range)).buffer as ArrayBuffer),
    [Symbol.dispose]: () => undefined,
  };
}
