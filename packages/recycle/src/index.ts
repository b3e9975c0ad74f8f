export { checkRecycleConfig } from './check-recycle-config.ts';
export { draftOffsets, draftTokenIds } from './draft-vocabulary.ts';
export { parseRecycleConfig } from './parse-recycle-config.ts';
export { type RecycleConfig, recycleOwner, recycleTensors } from './recycle-config.ts';
export { recycleDrafter } from './recycle-drafter.ts';
export {
  buildRecycleModule,
  type PlannedGraph,
  type RecycleGraphs,
  type RecycleModuleOptions,
} from './recycle-graph.ts';
export {
  type ModuleChain,
  type ModuleRow,
  RecycleModule,
  type RecycleModuleParts,
  type TappedSlots,
} from './recycle-module.ts';
export { type RecycleTensorShape, recycleParameters, recycleTensorShapes } from './recycle-tensor-shapes.ts';
export type { DraftLoss } from './training/draft-loss.ts';
export {
  type CountedRows,
  ModuleNetwork,
  type ModuleNetworkOptions,
  type ModuleRows,
  type ModuleStep,
} from './training/module-network.ts';
export { buildModuleTraining, type ModuleTrainingOptions } from './training/module-training.ts';
