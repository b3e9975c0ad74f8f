export { gradientName } from '@recyclegpt/nn';
export { type BaseBatch, BaseBatcher, type BaseBatchOptions, type DraftBatch } from './base/base-batch.ts';
export { type BaseFileType, baseFile, huggingFaceJson } from './base/base-file.ts';
export {
  type BaseSizeName,
  baseConfigOf,
  baseSizeNames,
  type JointModuleKind,
  jointModuleConfig,
} from './base/base-sizes.ts';
export {
  type BaseTrainingOptions,
  baseTrainingShapes,
  buildBaseTraining,
  type JointModule,
} from './base/base-training.ts';
export { type FlatWeightsOptions, flatWeights } from './base/flat-weights.ts';
export { type BaseRecipe, BaseTraining, type BaseTrainingRunOptions, baseRecipe } from './base/train-base.ts';
export {
  type Checkpoint,
  type CheckpointInfo,
  CheckpointStore,
  type CheckpointStoreOptions,
  type ResumePoint,
} from './checkpoints/checkpoint-store.ts';
export type { JsonValue } from './checkpoints/json-value.ts';
export { type DataSource, type DocumentFormat, readDocuments, type TextDocument } from './data/read-documents.ts';
export {
  openTokenCache,
  TokenCache,
  type TokenCacheOptions,
  type TokenCacheProgress,
  type TokenSplit,
} from './data/token-cache.ts';
export { type RowPosition, type TokenBatch, TokenRows, type TokenRowsOptions } from './data/token-rows.ts';
export { type StoredTokenReader, TokenStream, type TokenStreamOptions } from './data/token-stream.ts';
export {
  distinctNGrams,
  type NgramBits,
  type NgramBitsOptions,
  ngramBitsPerByte,
  repeatedNGramShare,
} from './evaluation/ngram.ts';
export { type DraftCounts, type SimulateDraftsOptions, simulateDrafts } from './evaluation/simulate-drafts.ts';
export { type TextBits, type TextBitsOptions, textBits } from './evaluation/text-bits.ts';
export { type AnswerScore, tokenF1 } from './evaluation/token-f1.ts';
export { type LearningRateSchedule, learningRateAt } from './loop/learning-rate.ts';
export { type RunTrainingOptions, runTraining, type TrainingEvent } from './loop/run-training.ts';
export { Trainer, type TrainerOptions, type TrainingOutputs } from './loop/trainer.ts';
export { TrainingError } from './loop/training-error.ts';
export type { TrainingProgress, TrainingTask, ValidationResult } from './loop/training-task.ts';
export { type AppendableStorage, MetricsLog, type MetricsLogOptions } from './metrics/metrics-log.ts';
export { type PlotOptions, type PlotSeries, plotCurves } from './metrics/plot-curves.ts';
export { type MetricsSeries, readMetrics, seriesOf } from './metrics/read-metrics.ts';
export { smooth } from './metrics/smooth.ts';
export { AgreementCount, type DraftAgreement } from './module/draft-agreement.ts';
export { type DraftVocabulary, draftVocabulary, vocabularyOf } from './module/draft-vocabulary.ts';
export type { BatchShape } from './module/module-batch.ts';
export type { ModuleScore } from './module/module-validation.ts';
export {
  type PackedSequence,
  TeacherData,
  type TeacherDataOptions,
  type TeacherSurvey,
} from './module/teacher-data.ts';
export {
  type ModuleRecipe,
  ModuleTraining,
  type ModuleTrainingRunOptions,
  moduleRecipe,
} from './module/train-module.ts';
export { AdamW, type AdamWOptions, type AdamWStep } from './optimiser/adamw.ts';
export { type AdamWSettings, adamWGraph } from './optimiser/adamw-graph.ts';
export { FlatParameters, type FlatSpan, type ParameterSpec } from './optimiser/flat-parameters.ts';
export { type AnswerOptions, answerPrompts, type PromptAnswer, type TeacherPrompt } from './teacher/answer-prompts.ts';
export { type BatchDecoderSessionOptions, batchDecoderSession } from './teacher/batch-decoder-session.ts';
export { type CacheAnswersOptions, cacheAnswers } from './teacher/cache-answers.ts';
export {
  type CacheTeacherOptions,
  cacheTeacher,
  type TeacherProgress,
  teacherShardPath,
} from './teacher/cache-teacher.ts';
export {
  encodeTeacherShard,
  readTeacherShard,
  readTeacherTexts,
  type TaughtText,
  type TeacherShape,
  type TeacherText,
} from './teacher/teacher-shard.ts';
