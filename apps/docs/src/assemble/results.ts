import { namesIn, readRepositoryFile } from './repository.ts';

/** The machine of a run, as its results name it. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node?: string;
  readonly commit?: string;
  readonly date?: string;
}

interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** T(M) of a model in one precision after so many rows. */
export interface PassRow {
  readonly precision: string;
  readonly past: number;
  readonly bestMs: Readonly<Record<string, number>>;
}

/** One scheduler in one precision. */
export interface SchedulerRow {
  readonly precision: string;
  readonly scheduler: string;
  readonly tokensPerSecond: number;
  readonly speedUpGeomean: number;
  readonly meanAcceptedTokens: number;
  readonly identicalOutputs: number;
  readonly prompts: number;
  readonly departures?: number;
  readonly newTokens?: number;
}

/** Files of `docs/results` by their names without `.json`, as far as pages of the site know them. */
export interface KnownResults {
  readonly decode: {
    readonly machine: Machine;
    readonly rows: readonly {
      readonly engine: string;
      readonly prefill: Spread;
      readonly decode: Spread;
      readonly decodeOverLlama: number;
      readonly prefillOverLlama: number;
    }[];
    readonly promptLength: number;
    readonly newTokens: number;
    readonly repeats: number;
  };
  readonly passes: { readonly machine: Machine; readonly repeats: number; readonly rows: readonly PassRow[] };
  readonly schedulers: {
    readonly machine: Machine;
    readonly maxTokens: number;
    readonly rows: readonly SchedulerRow[];
  };
  readonly fidelity: {
    readonly machine: Machine;
    readonly tokens: number;
    readonly rows: readonly {
      readonly precision: string;
      readonly perplexity: number;
      readonly klToF32: number;
      readonly sameChoice: number;
    }[];
  };
  readonly start: {
    readonly machine: Machine;
    readonly repeats: number;
    readonly rows: readonly {
      readonly engine: string;
      readonly firstStartMs: number;
      readonly nextStartMs: Spread;
      readonly overLlama: number;
      readonly weightsBytes: number;
      readonly loadedBytes: number;
    }[];
  };
  readonly golden: {
    readonly machine: Machine;
    readonly results: Readonly<
      Record<
        string,
        {
          readonly minExactRows: number;
          readonly rows: { readonly rows: number; readonly identical: number };
          readonly schedulers: { readonly texts: number; readonly equal: number };
        }
      >
    >;
  };
  readonly module: BenchResults;
  readonly 'first-hour': {
    readonly machine: Machine;
    readonly repeats: number;
    readonly rows: readonly {
      readonly title: string;
      readonly commands: readonly string[];
      readonly numCommands: number;
      readonly firstTextSeconds: Spread;
      readonly installSeconds: Spread;
    }[];
  };
}

/** What `recyclegpt bench --save` writes. */
export interface BenchResults {
  readonly machine: Machine;
  readonly settings: {
    readonly model: string;
    readonly precisions: readonly string[];
    readonly prompts: number;
    readonly promptFile: string;
    readonly schedulers: readonly string[];
    readonly maxTokens: number;
    readonly repeats: number;
    readonly date: string;
  };
  readonly passCostMs: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly results: readonly (Omit<SchedulerRow, 'tokensPerSecond'> & {
    readonly tokensPerSecond: { readonly median: number; readonly lower: number; readonly upper: number };
    readonly acceptanceByPosition: readonly number[];
    readonly departures: number;
    readonly newTokens: number;
  })[];
}

/** Names of the files in `docs/results`, without `.json`. */
export function resultNames(): readonly string[] {
  return namesIn('docs/results')
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replace('.json', ''));
}

/** The figures of a run. @throws Error if there is no such file */
export function readResults<N extends keyof KnownResults>(name: N): KnownResults[N] {
  return readAnyResults(name) as KnownResults[N];
}

/** A file of `docs/results`, whatever it holds. */
export function readAnyResults(name: string): unknown {
  return JSON.parse(readRepositoryFile(`docs/results/${name}.json`));
}
