export {
  baseOwner,
  buildDecoder,
  type DecoderGraph,
  type DecoderGraphOptions,
  hiddenSlotName,
} from './decoder-graph.ts';
export { DecoderModel, type DecoderModelOptions } from './decoder-model.ts';
export type { FormatOf } from './encodings.ts';
export { measureExactRows } from './measure-exact-rows.ts';
