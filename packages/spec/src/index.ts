export type {
  Backend,
  GraphProfile,
  OnnxModel,
  Precision,
  RowTarget,
  RunRequest,
  Session,
  TensorDeclaration,
} from './backend.ts';
export type { CausalModel, ForwardOptions, ForwardResult, Logits } from './causal-model.ts';
export type { DecoderConfig, RopeScaling } from './decoder-config.ts';
export type {
  Acceptance,
  AcceptanceContext,
  Draft,
  DraftContext,
  Drafter,
  DrafterFacts,
  DraftLength,
  FinishReason,
  GenerationStats,
  LengthContext,
  PassCosts,
  Round,
  RoundTimes,
  RoundToken,
  RoundTools,
  Scheduler,
} from './decoding.ts';
export {
  BackendError,
  ConfigError,
  ContextOverflowError,
  DecodingError,
  DisposedError,
  DownloadError,
  type ErrorDetails,
  FileError,
  GraphError,
  RecycleError,
  StateError,
  TokenizerError,
} from './errors.ts';
export type { LogitsContext, LogitsProcessor, SamplerSettings } from './sampling.ts';
export {
  blockRows,
  type MutableState,
  type ReadonlyState,
  type SequenceState,
  type SlotBinding,
  type SlotStore,
  type StateFactory,
  type StateSlot,
} from './state.ts';
export type { ByteSource, Storage } from './storage.ts';
export { bytesPerElement, type DType, type Tensor, type TensorDataByType } from './tensor.ts';
export type {
  ChatMessage,
  ChatTemplate,
  ChatTemplateOptions,
  EncodeOptions,
  StreamDecoder,
  Tokenizer,
} from './tokenizer.ts';
export type { RowRange, WeightFormat, WeightInfo, WeightSource } from './weight-source.ts';
