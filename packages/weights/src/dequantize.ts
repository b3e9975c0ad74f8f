import { ConfigError, type WeightFormat } from '@recyclegpt/spec';
import { bfloat16ToFloat32 } from './bfloat16.ts';
import { dequantizeQ4_K, dequantizeQ5_K, dequantizeQ6_K } from './dequantize-k.ts';
import { dequantizeQ4_0, dequantizeQ4_1, dequantizeQ5_0, dequantizeQ5_1, dequantizeQ8_0 } from './dequantize-legacy.ts';
import { float16ToFloat32 } from './float16.ts';
import { blockShapes } from './weight-formats.ts';

type Decoder = (bytes: Uint8Array, target: Float32Array) => void;

/** A view if the bytes lie on an even address, else a copy that does. */
function asHalves(bytes: Uint8Array): Uint16Array {
  const even = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(even.buffer, even.byteOffset, even.length / 2);
}

const decoders: { readonly [F in WeightFormat]: Decoder } = {
  F32: (bytes, target) => new Uint8Array(target.buffer, target.byteOffset, bytes.length).set(bytes),
  F16: (bytes, target) => float16ToFloat32(asHalves(bytes), target),
  BF16: (bytes, target) => bfloat16ToFloat32(asHalves(bytes), target),
  Q8_0: dequantizeQ8_0,
  Q4_0: dequantizeQ4_0,
  Q4_1: dequantizeQ4_1,
  Q5_0: dequantizeQ5_0,
  Q5_1: dequantizeQ5_1,
  Q4_K: dequantizeQ4_K,
  Q5_K: dequantizeQ5_K,
  Q6_K: dequantizeQ6_K,
};

/**
 * Stored values to floats, the same bits that ggml yields. Little-endian hosts only, as all that run WebAssembly are.
 * @param bytes whole blocks
 * @param target receives the values from index 0 and is at least that long; a new array without it
 * @returns `target`
 * @throws ConfigError if `bytes` does not end with a block or `target` is too short
 */
export function dequantize(format: WeightFormat, bytes: Uint8Array, target?: Float32Array): Float32Array {
  const { elements, bytes: blockBytes } = blockShapes[format];
  const numValues = (bytes.length / blockBytes) * elements;
  if (bytes.length % blockBytes !== 0) {
    throw new ConfigError({
      what: `bytes in format ${format} do not end with a block`,
      got: `${bytes.length} bytes`,
      expected: `a multiple of ${blockBytes}`,
      next: 'Read whole rows.',
    });
  }
  const values = target ?? new Float32Array(numValues);
  if (values.length < numValues) {
    throw new ConfigError({
      what: 'the target of a dequantisation is too short',
      got: `${values.length} floats`,
      expected: `at least ${numValues}`,
    });
  }
  decoders[format](bytes, values);
  return values;
}
