export { exact } from './acceptance/exact.ts';
export { maximal } from './acceptance/maximal.ts';
export { trustAll } from './acceptance/trust-all.ts';
export { type TypicalAcceptanceOptions, typicalAcceptance } from './acceptance/typical-acceptance.ts';
export { AcceptanceRecord, type TokenTraits } from './costs/acceptance-record.ts';
export { createPassCosts, type PassCostModel, type PassCostOptions } from './costs/create-pass-costs.ts';
export { type LengthByCostOptions, lengthByCost } from './costs/length-by-cost.ts';
export { type MeasureOptions, measurePassCosts } from './costs/measure-pass-costs.ts';
export { clipByConfidence } from './drafting/clip-by-confidence.ts';
export { draftersInTurn } from './drafting/drafters-in-turn.ts';
export { emptyDraft } from './drafting/empty-draft.ts';
export type { FreeDrafter, ModelDrafter, SamplingDraftContext } from './drafting/free-drafter.ts';
export { type LookupOptions, lookup } from './drafting/lookup.ts';
export { type SuccessorTableOptions, successorTable } from './drafting/successor-table.ts';
export { type DecodeResult, decode } from './engine/decode.ts';
export type { DecodeOptions } from './engine/decode-options.ts';
export type { ResolvedSettings } from './sampling/resolve-settings.ts';
export { createSampler, type Sampler } from './sampling/sampler.ts';
export { type AdaptiveOptions, adaptive } from './scheduling/adaptive.ts';
export { type AlternatingOptions, alternating } from './scheduling/alternating.ts';
export { autoregressive } from './scheduling/autoregressive.ts';
export {
  type DecodingTools,
  type DrafterFacts,
  defineScheduler,
  type NamedScheduler,
} from './scheduling/define-scheduler.ts';
export { schedulerByName, schedulerNames } from './scheduling/scheduler-by-name.ts';
export { type VerifiedOptions, verified } from './scheduling/verified.ts';
