export {
  createPreparedCache,
  type GenerateOptions,
  Generation,
  type GenerationResult,
  LanguageModel,
  type ModelFacts,
  type Prompt,
} from '@recyclegpt/core';
export { defineScheduler } from '@recyclegpt/schedulers';
export { backendNames } from './create-backend.ts';
export { type LoadModelOptions, loadModel } from './load-model.ts';
