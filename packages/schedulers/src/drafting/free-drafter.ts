import type { DraftContext, Drafter } from '@recyclegpt/spec';

/** A drafter from tables, without a model: it costs next to nothing, so it also fills passes that must be widened. */
export interface FreeDrafter extends Drafter {
  readonly isFree: true;
}

/** A drafter that runs a model of its own. */
export interface ModelDrafter extends Drafter {
  /** Time that it has spent in its runtime since it was made, in milliseconds; statistics take differences. */
  readonly sessionMs: number;
}

/** What `decode` hands to drafters: the contract's context, and the draw for drafters that have logits. */
export interface SamplingDraftContext extends DraftContext {
  /**
   * What the sampler draws from these logits after the committed tokens and `drafted`, with the base's own noise: a
   * drafter that agrees with the base in distribution then agrees in the token.
   * @param logits `[vocab]` float32
   */
  choose(logits: Float32Array, drafted: readonly number[]): number;
}

/** Whether a drafter says that it costs nothing. */
export function isFreeDrafter(drafter: Drafter): drafter is FreeDrafter {
  return 'isFree' in drafter && drafter.isFree === true;
}

/** Whether a drafter tells its time in a runtime. */
export function isModelDrafter(drafter: Drafter): drafter is ModelDrafter {
  return 'sessionMs' in drafter && typeof drafter.sessionMs === 'number';
}
