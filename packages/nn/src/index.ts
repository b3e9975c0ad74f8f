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
export { embedding } from './embedding.ts';
export { LinearInput, type LinearWeight } from './linear.ts';
export { type RotaryRows, RotaryTable } from './rotary-table.ts';
export { swiGlu } from './swi-glu.ts';
export {
  type PlannedWeight,
  type WeightEncoding,
  type WeightPart,
  WeightPlan,
  type WeightRecipe,
  weightsPerBlock,
} from './weight-plan.ts';
