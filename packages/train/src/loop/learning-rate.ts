/** A learning rate over a run: a linear warm-up, then a cosine down to a share of the peak. */
export interface LearningRateSchedule {
  readonly peak: number;
  readonly warmUpSteps: number;
  readonly totalSteps: number;
  /** Share of the peak that is left at the end. Default 0.05. */
  readonly finalShare?: number;
}

/** Learning rate of a step, from 0 on. Source: Loshchilov & Hutter, arXiv 1608.03983, without restarts. */
export function learningRateAt(step: number, schedule: LearningRateSchedule): number {
  const { peak, warmUpSteps, totalSteps, finalShare = 0.05 } = schedule;
  if (step < warmUpSteps) return (peak * (step + 1)) / warmUpSteps;
  const done = Math.min(1, (step - warmUpSteps) / Math.max(1, totalSteps - warmUpSteps));
  return peak * (finalShare + ((1 - finalShare) * (1 + Math.cos(Math.PI * done))) / 2);
}
