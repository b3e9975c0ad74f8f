import type { SlotBinding, SlotStore, StateSlot } from './state.ts';
import type { ByteSource } from './storage.ts';
import type { DType, Tensor } from './tensor.ts';

/**
 * Number format of a model's weights and of the products with them. Rows are float32 in all of these.
 * `int4` keeps a file's own 4- and 8-bit blocks bit for bit; `int4-fast` requantises those
 * that no kernel takes whole (Q4_1), which is faster and loses a little.
 */
export type Precision = 'f32' | 'int8' | 'int4' | 'int4-fast';

/** What graphs may contain for a backend, and what its kernels promise. Builders read it, they never ask for a name. */
export interface GraphProfile {
  /** Newest ONNX operator set that the backend runs. */
  readonly opset: number;
  readonly precisions: readonly Precision[];
  /**
   * Storage of int8 weights whose integer products are exact here: `int8` where the processor multiplies u8 by s8
   * without saturating (VNNI, ARM), `uint8` with zero point 128 elsewhere. Both give the same numbers. `blocks` where there
   * are no integer products, but products with blocks of 32 8-bit weights that share a scale (WebGPU).
   */
  readonly int8Weights: 'int8' | 'uint8' | 'blocks';
  /** Operators that have no kernel here, by ONNX's names: what they stand for is emitted instead. Default: none. */
  readonly absentOperators?: readonly string[];
}

/** An ONNX model. Weights lie outside of the graph, so that neither 2 GB nor a second copy is a limit. */
export interface OnnxModel {
  /** What to call it in messages. */
  readonly name: string;
  /** The serialised ModelProto, without the bytes of big tensors. */
  readonly graph: Uint8Array;
  /** The file that the graph's external tensors point into; `undefined` if it has none. */
  readonly weights: ByteSource | undefined;
  /** The slots that the graph reads and extends, as in its metadata. */
  readonly slots: readonly SlotBinding[];
}

/** A named input or output. */
export interface TensorDeclaration {
  readonly name: string;
  readonly dtype: DType;
  /** Named dimensions vary from run to run. */
  readonly shape: readonly (number | string)[];
}

/** Where a pass reads its past and leaves its new rows. */
export interface RowTarget {
  readonly store: SlotStore;
  /** Rows that the pass sees; its own come right after them. */
  readonly past: number;
  /** Rows that the pass adds. `past % 64 + count` is at most 64. */
  readonly count: number;
}

export interface RunRequest {
  /** Names of the outputs wanted. */
  readonly outputs: readonly string[];
  /** Needed if and only if the model has slots. */
  readonly rows?: RowTarget;
}

/** A loaded graph. */
export interface Session extends Disposable {
  readonly inputs: readonly TensorDeclaration[];
  readonly outputs: readonly TensorDeclaration[];
  /**
   * Runs the graph once. Feeds of slots come from `request.rows`, where the new rows are written as well, after the
   * run has succeeded; a run that throws writes nothing.
   * @throws BackendError for a missing or surplus feed, a wrong type or shape, or a failed run.
   */
  run(feeds: Readonly<Record<string, Tensor>>, request: RunRequest): Promise<Record<string, Tensor>>;
}

/** Runs ONNX graphs and keeps rows. */
export interface Backend extends Disposable {
  /** As in `--backend`: `node`, `reference`, `wasm`, `webgpu`. */
  readonly name: string;
  /** What the prepared-model cache and the statistics call it: runtime, version, threads. */
  readonly description: string;
  readonly threads: number;
  readonly profile: GraphProfile;
  /** @throws BackendError if the graph cannot be loaded; nothing stays allocated. */
  createSession(model: OnnxModel): Promise<Session>;
  /** Storage for rows of these slots, at first for `capacity` rows. */
  createSlots(slots: readonly StateSlot[], capacity: number): SlotStore;
}
