import { cpus, totalmem } from 'node:os';
import { packageVersion } from '../package-version.ts';
import type { BenchmarkRun } from './benchmark-run.ts';
import type { BenchmarkResult } from './summarise-runs.ts';

/** What `bench` prints and writes. */
export interface BenchReport {
  /** One for each scheduler in each precision. */
  readonly results: readonly BenchmarkResult[];
  /** T(M): milliseconds of a base pass over M rows, in the first of the precisions. */
  readonly passCostMs: Readonly<Record<number, number>>;
  /** The same for each precision. */
  readonly passCostMsByPrecision: Readonly<Record<string, Readonly<Record<number, number>>>>;
  readonly machine: Machine;
  readonly versions: { readonly recyclegpt: string; readonly node: string };
  readonly settings: BenchReportSettings;
  /** It was not cut off. */
  readonly isComplete: boolean;
}

/** The computer that measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  /** As in `linux-x64`. */
  readonly platform: string;
}

/** What a figure depends on besides machine and versions. */
export interface BenchReportSettings {
  readonly model: string;
  /** The recycle module, if the model had one. */
  readonly recycle: string | undefined;
  readonly precisions: readonly string[];
  readonly backend: string;
  /** Prompts were asked as questions in the model's chat template. */
  readonly hasChatTemplate: boolean;
  readonly promptFile: string;
  readonly prompts: number;
  readonly schedulers: readonly string[];
  readonly maxTokens: number;
  readonly repeats: number;
  readonly warmUp: number;
  /** Settings of the sampler as they were given; empty is greedy. */
  readonly sampler: Readonly<Record<string, unknown>>;
  /** Day of the measurement, as in 2025-01-31. */
  readonly date: string;
}

/** A report with every single run, as `--save` keeps it. */
export interface SavedReport extends BenchReport {
  readonly runs: readonly (BenchmarkRun & { readonly precision: string; readonly promptId: string | number })[];
}

/** The computer that measures. */
export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
  };
}

/** The programs that measure. */
export async function describeVersions(): Promise<BenchReport['versions']> {
  return { recyclegpt: await packageVersion(), node: process.version };
}

/** A report as text: what is unknown stays visible as null. */
export function reportJson(report: BenchReport | SavedReport): string {
  return JSON.stringify(report, (_, value: unknown) => (value === undefined ? null : value), 2);
}
