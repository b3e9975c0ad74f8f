import type { DecoderConfig } from './decoder-config.ts';

/** How the file stores a tensor. Block formats are GGUF's; their blocks run along a row. */
export type WeightFormat =
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'Q8_0'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K';

/** One tensor of a model file. */
export interface WeightInfo {
  /** Hugging Face's name: `model.layers.0.self_attn.q_proj.weight`. */
  readonly name: string;
  /** Row-major; matrices are `[out, in]`. */
  readonly shape: readonly number[];
  readonly format: WeightFormat;
  /** Bytes in the file. */
  readonly sizeBytes: number;
}

/** Consecutive rows of a tensor; a vector is one row. */
export interface RowRange {
  readonly firstRow: number;
  readonly rows: number;
}

/**
 * The tensors of a model file under canonical names, read on demand. Rows come in the order of the canonical
 * convention (rotary halves), whatever the order in the file.
 */
export interface WeightSource extends Disposable {
  /** What to call the file in messages. */
  readonly name: string;
  /** Hex digest that changes with the file's content: sampled bytes, sizes and the whole header. */
  readonly fingerprint: string;
  readonly config: DecoderConfig;
  readonly tensors: ReadonlyMap<string, WeightInfo>;
  /**
   * Dequantised rows, `[rows, in]` float32; all rows without a range.
   * @throws FileError for an unknown tensor, a range outside it, or a file that ends early.
   */
  readFloat32(name: string, range?: RowRange): Promise<Float32Array>;
  /** The rows as the file stores them, in canonical row order. @throws FileError as `readFloat32`. */
  readRaw(name: string, range?: RowRange): Promise<Uint8Array>;
}
