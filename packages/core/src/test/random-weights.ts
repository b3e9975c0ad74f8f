import { type DecoderConfig, FileError, type RowRange, type WeightInfo, type WeightSource } from '@recyclegpt/spec';
import { seededRandom } from '@recyclegpt/testing';
import { decoderTensors } from '@recyclegpt/weights';

/** A small decoder; each test changes what it is about. */
export const smallConfig: DecoderConfig = {
  architecture: 'llama',
  vocab: 96,
  hidden: 64,
  intermediate: 96,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 16,
  contextLength: 256,
  normEpsilon: 1e-5,
  rope: { base: 10_000, rotaryDim: 16, scaling: { kind: 'none' } },
  hasTiedHead: true,
  hasAttentionBias: false,
  hasQueryKeyNorm: false,
  slidingWindow: undefined,
};

/** As small as a decoder can be with all its parts, so that ten thousand passes take seconds. */
export const tinyConfig = {
  ...smallConfig,
  hidden: 16,
  intermediate: 16,
  heads: 2,
  kvHeads: 1,
  headDim: 8,
  rope: { ...smallConfig.rope, rotaryDim: 8 },
};

function scaleOf(name: string, columns: number): (value: number) => number {
  if (name.includes('norm')) return (value) => 1 + 0.5 * value;
  if (name.endsWith('.bias')) return (value) => value;
  return (value) => (1.7 * value) / Math.sqrt(columns);
}

/** A model of random weights, norms and biases included, so that each of them shows in the result. */
export function randomWeights(config: DecoderConfig, seed = 1): WeightSource {
  const infos = [...decoderTensors(config)].map(({ name, shape }): WeightInfo => {
    return { name, shape, format: 'F32', sizeBytes: shape.reduce((product, size) => product * size, 4) };
  });
  const values = new Map(
    infos.map(({ name, shape, sizeBytes }, index) => [
      name,
      seededRandom(seed * 1000 + index)
        .floats(sizeBytes / 4)
        .map(scaleOf(name, shape.at(-1) ?? 1)),
    ]),
  );
  const readFloat32 = async (name: string, range?: RowRange): Promise<Float32Array> => {
    const whole = values.get(name);
    if (whole === undefined) throw new FileError({ what: `There is no tensor "${name}"`, where: 'random weights' });
    const columns = infos.find((info) => info.name === name)?.shape.at(-1) ?? 1;
    return range === undefined ? whole : whole.slice(range.firstRow * columns, (range.firstRow + range.rows) * columns);
  };
  return {
    name: `random weights ${seed}`,
    fingerprint: `random-${seed}-${JSON.stringify(config)}`,
    config,
    tensors: new Map(infos.map((info) => [info.name, info])),
    readFloat32,
    readRaw: async (name, range) => new Uint8Array((await readFloat32(name, range)).slice().buffer),
    [Symbol.dispose]: () => undefined,
  };
}
