export { bfloat16ToFloat32, float32ToBfloat16 } from './bfloat16.ts';
export { type DecoderTensor, decoderTensors } from './decoder-tensors.ts';
export { dequantize } from './dequantize.ts';
export { float16ToFloat32, float16ToNumber, float32ToFloat16 } from './float16.ts';
export type { GgufTensor } from './gguf-tensors.ts';
export type { GgufValue } from './gguf-values.ts';
export { ggufWeights } from './gguf-weights.ts';
export { huggingFaceConfig } from './hugging-face-config.ts';
export { memorySource } from './memory-source.ts';
export { dequantizeNBits, type NBitsMatrix } from './n-bits-matrix.ts';
export { type GgufFile, openGguf } from './open-gguf.ts';
export { openLlama2c } from './open-llama2c.ts';
export { openSafetensors, type SafetensorsFile } from './open-safetensors.ts';
export { createInt4Matrix, type Int4Options, quantizeInt4, quantizeInt4Rows } from './quantize-int4.ts';
export { createInt8Matrix, dequantizeInt8, type Int8Matrix, quantizeInt8, quantizeInt8Rows } from './quantize-int8.ts';
export { createInt8Blocks, quantizeInt8BlockRows } from './quantize-int8-blocks.ts';
export { readInt4, readInt8, readRepacked } from './read-quantized.ts';
export { readSafetensor } from './read-safetensor.ts';
export {
  createRepacked,
  isRepackable,
  type RepackableFormat,
  repackBlocks,
  repackRows,
  type StoredBlocks,
  type StoredRows,
} from './repack-blocks.ts';
export type { SafetensorsTensor } from './safetensors-header.ts';
export type { SafetensorsType } from './safetensors-types.ts';
export { type SafetensorsWeightsOptions, safetensorsWeights } from './safetensors-weights.ts';
export { type BlockShape, blockShapes, sizeInFormat } from './weight-formats.ts';
export { writeSafetensors } from './write-safetensors.ts';
