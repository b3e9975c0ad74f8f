export { type CreateModelOptions, createModel, defaultPrecision } from './create-model.ts';
export type { ByteProgress } from './encode-weights.ts';
export type { GenerateOptions, Prompt } from './generate-options.ts';
export { Generation, type GenerationResult } from './generation.ts';
export { LanguageModel, type LanguageModelParts, type ModelFacts, type ModelNotes } from './language-model.ts';
export { type ModelFiles, type OpenedModel, openModel } from './open-model.ts';
export { type PreparedModel, type PrepareOptions, prepareModel } from './prepare-model.ts';
export { createPreparedCache, type PreparedCache, type PreparedCacheOptions } from './prepared-cache.ts';
export { type SeededModelOptions, seededModel } from './seeded-model.ts';
