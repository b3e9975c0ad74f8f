import type { AttentionInputs, Rotation, WeightChooser, WeightPlan } from '@recyclegpt/nn';
import type { RecycleConfig } from './recycle-config.ts';

/** What the parts of a module share while its graph is built. */
export interface RecycleBuild {
  readonly config: RecycleConfig;
  readonly plan: WeightPlan;
  readonly weight: WeightChooser;
  /** The base multiplies by its embedding table. */
  readonly hasTiedHead: boolean;
  readonly attention: AttentionInputs;
  readonly rotation: Rotation;
}
