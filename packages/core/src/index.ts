export { type CreateModelOptions, createModel, defaultPrecision } from './create-model.ts';
export { type DraftModelOptions, draftModel } from './draft-model.ts';
export type { ByteProgress } from './encode-weights.ts';
export type { GenerateOptions, Prompt } from './generate-options.ts';
export { Generation, type GenerationResult } from './generation.ts';
export { LanguageModel, type LanguageModelParts, type ModelFacts, type ModelNotes } from './language-model.ts';
export type { LearnSuccessorsOptions } from './noted-successors.ts';
export { type ModelFiles, type OpenedModel, openModel } from './open-model.ts';
export type { PreparedModel } from './prepare-graph.ts';
export { type PrepareOptions, prepareModel } from './prepare-model.ts';
export { createPreparedCache, type PreparedCache, type PreparedCacheOptions } from './prepared-cache.ts';
export { checkFit, fitsFamily } from './recycle/check-fit.ts';
export { type Family, familyPrint } from './recycle/family-print.ts';
export type { RecycleFacts } from './recycle/load-recycle.ts';
export type { OpenedRecycle, RecycleBase, RecycleWeights } from './recycle/opened-recycle.ts';
export { readRecycleFile } from './recycle/read-recycle-file.ts';
export type { RecycleMetadata } from './recycle/recycle-metadata.ts';
export { defaultRecycleConfig, type SeededRecycleOptions, seededRecycle } from './recycle/seeded-recycle.ts';
export {
  comparePrints,
  type PrintComparison,
  type SampledRow,
  type WeightsPrint,
  weightsPrint,
} from './recycle/weights-print.ts';
export { type RecycleContents, type RecycleFileType, recycleFile } from './recycle/write-recycle-file.ts';
export { type SeededModelOptions, seededModel } from './seeded-model.ts';
export { checkVariants, type Variant, type VariantOptions } from './variants.ts';
