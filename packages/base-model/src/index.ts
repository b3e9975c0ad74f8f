export { type BatchDecoderOptions, batchKeyName, batchValueName, buildBatchDecoder } from './batch-decoder-graph.ts';
export {
  baseOwner,
  buildDecoder,
  type DecoderGraph,
  type DecoderGraphOptions,
  hiddenSlotName,
} from './decoder-graph.ts';
export { DecoderModel, type DecoderModelOptions } from './decoder-model.ts';
export { measureExactRows } from './measure-exact-rows.ts';
export {
  type DecoderNetworkOptions,
  type DecoderRows,
  type DecoderStates,
  decoderNetwork,
} from './training/decoder-network.ts';
export { type DecoderTensorShape, decoderTensorShapes } from './training/decoder-tensor-shapes.ts';
