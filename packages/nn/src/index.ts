export {
  type AttendedSlot,
  type AttentionInputs,
  type AttentionShape,
  type AttentionTensors,
  attendedSlot,
  attentionInputs,
  bindingOf,
  groupedQueryAttention,
} from './attention.ts';
export { AttentionFeeds, type PassShape } from './attention-feeds.ts';
export { embedding } from './embedding.ts';
export { gradientName } from './gradient-name.ts';
export { LinearInput, type LinearWeight } from './linear.ts';
export { type RotaryRows, RotaryTable } from './rotary-table.ts';
export { type Rotation, rotated, rotationInputs } from './rotation.ts';
export {
  hiddenScore,
  type OwnRows,
  type SequenceAttention,
  type SequenceShape,
  sequenceAttention,
} from './sequence-attention.ts';
export { swiGlu } from './swi-glu.ts';
export { type TokenLoss, type TokenLossOptions, tokenLoss } from './token-loss.ts';
export { type EncodingChoice, type FormatOf, type WeightChooser, weightChooser } from './weight-chooser.ts';
export {
  type PlannedWeight,
  type WeightEncoding,
  type WeightPart,
  WeightPlan,
  type WeightRecipe,
  weightsPerBlock,
} from './weight-plan.ts';
