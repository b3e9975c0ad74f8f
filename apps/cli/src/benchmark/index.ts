export type { BenchmarkRun } from './benchmark-run.ts';
export { measurePasses } from './measure-passes.ts';
export { type Contestant, type MeasureRunsOptions, measureRuns } from './measure-runs.ts';
export { geometricMean, type Quartiles, quartilesOf } from './quartiles.ts';
export { type BenchmarkResult, summariseRuns, type TimeShares } from './summarise-runs.ts';
