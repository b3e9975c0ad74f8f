export type { DecoderConfig, RopeScaling } from './decoder-config.ts';
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
export type { ByteSource, Storage } from './storage.ts';
export { bytesPerElement, type DType, type Tensor, type TensorDataByType } from './tensor.ts';
export type { ChatMessage, ChatTemplate, ChatTemplateOptions, EncodeOptions, StreamDecoder, Tokenizer } from './tokenizer.ts';
export type { RowRange, WeightFormat, WeightInfo, WeightSource } from './weight-source.ts';
