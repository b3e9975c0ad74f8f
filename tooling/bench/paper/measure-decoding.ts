import type { LanguageModel, Prompt } from 'recyclegpt';
import {
  type BenchmarkResult,
  type BenchmarkRun,
  measurePasses,
  measureRuns,
  summariseRuns,
} from 'recyclegpt/benchmark';
import { contestantNames, decodingContestants } from './decoding-contestants.ts';
import type { KeptParts } from './kept-parts.ts';
import { judgeTexts, type TextQuality, type WrittenText } from './text-quality.ts';

/** What is measured with one model, one module, one precision, one temperature. */
export interface DecodingJob {
  readonly model: string;
  /** What the module is called in the table. */
  readonly module: string;
  /** As asked for; `undefined` is what suits the model. */
  readonly precision: string | undefined;
  readonly temperature: number;
  readonly prompts: readonly DecodingPrompt[];
  readonly maxTokens: number;
  readonly repeats: number;
  /** Of the weights. */
  readonly fingerprint: string;
  /** Called only if something is left to measure. */
  readonly load: () => Promise<LanguageModel>;
}

export interface DecodingPrompt {
  readonly prompt: Prompt;
  /** What the judge reads before the answer. */
  readonly text: string;
}

/** A line of the table. */
export interface DecodingRow extends Partial<TextQuality> {
  readonly scheduler: string;
  readonly drafters: readonly string[];
  /** Against plain decoding in the same precision, a geometric mean over prompts. */
  readonly speedUp: number | undefined;
  readonly tokensPerSecond: number | undefined;
  readonly tokensPerPass: number;
  /** Share of drafts whose first token was kept by a check. */
  readonly firstKept: number | undefined;
  readonly departures: number;
  readonly newTokens: number;
  /** Prompts whose text is that of plain decoding, token for token. */
  readonly sameTexts: number;
}

/** All schedulers with one module. */
export interface DecodingTable {
  readonly model: string;
  readonly module: string;
  /** Of the base's parameters. */
  readonly share: number | undefined;
  readonly precision: string;
  readonly temperature: number;
  readonly prompts: number;
  /** Milliseconds of a pass over M tokens, by M. */
  readonly passCostMs: Readonly<Record<number, number>>;
  readonly rows: readonly DecodingRow[];
}

/** Prompts measured in one go: so much is lost when the bench is stopped. */
const chunkSize = 8;

interface Chunk {
  readonly runs: readonly BenchmarkRun[];
  /** By contestant, then by prompt of the chunk. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

interface ModelSummary {
  readonly share: number | undefined;
  readonly precision: string;
  readonly passCostMs: Readonly<Record<number, number>>;
  readonly names: readonly string[];
}

/** Measures speed on all prompts, in chunks that are kept, then lets the judge read what was written. */
export async function measureDecoding(job: DecodingJob, kept: KeptParts): Promise<DecodingTable> {
  const { model: name, module, temperature, prompts, maxTokens, repeats, fingerprint } = job;
  const title = `${name}-${module}-${job.precision ?? 'usual'}-${temperature}`;
  const settings = { maxTokens, repeats, temperature, fingerprint };
  using session = new LazyModel(job);
  const facts = await kept.part(`${title} model`, settings, () => session.summary());
  const runs: BenchmarkRun[] = [];
  const texts = new Map<string, WrittenText[]>(facts.names.map((each) => [each, []]));
  for (let first = 0; first < prompts.length; first += chunkSize) {
    const some = prompts.slice(first, first + chunkSize);
    const key = { ...settings, prompts: some.map(({ text }) => text) };
    const part = `${title} prompts ${first + 1}-${first + some.length}`;
    const chunk = await kept.part(part, key, () => session.measure(some));
    runs.push(...chunk.runs.map((run) => ({ ...run, prompt: run.prompt + first })));
    for (const each of facts.names) texts.get(each)?.push(...writtenTexts(chunk, each, some));
  }
  session[Symbol.dispose]();
  const sets = [...texts.values()];
  const qualities = await kept.part(`${title} judge`, sets, () => judgeTexts(sets));
  const results = summariseRuns(runs, facts.names, facts.precision);
  const rows = results.map((result) => rowOf(result, qualities[facts.names.indexOf(result.scheduler)]));
  const { share, precision, passCostMs } = facts;
  return { model: name, module, share, precision, temperature, prompts: prompts.length, passCostMs, rows };
}

function writtenTexts(
  { texts, runs }: Chunk,
  contestant: string,
  prompts: readonly DecodingPrompt[],
): readonly WrittenText[] {
  return prompts.map(({ text: prompt }, index) => {
    const run = runs.find((each) => each.contestant === contestant && each.prompt === index && each.repeat === 0);
    return { prompt, text: texts[contestant]?.[index] ?? '', tokenIds: run?.tokenIds ?? [] };
  });
}

function rowOf(result: BenchmarkResult, quality: TextQuality | undefined): DecodingRow {
  const { scheduler, drafters, tokensPerSecond, meanAcceptedTokens, acceptanceByPosition } = result;
  return {
    scheduler,
    drafters,
    speedUp: result.speedUpGeomean,
    tokensPerSecond: tokensPerSecond?.median,
    tokensPerPass: meanAcceptedTokens,
    // What is trusted is kept whatever it is.
    firstKept: scheduler === contestantNames.lossy ? undefined : acceptanceByPosition[0],
    departures: result.departures,
    newTokens: result.newTokens,
    sameTexts: result.identicalOutputs,
    ...quality,
  };
}

/** The model of a job, loaded when something has to be measured with it. */
class LazyModel implements Disposable {
  readonly #job: DecodingJob;
  #model: LanguageModel | undefined;
  #contestants: ReturnType<typeof decodingContestants> | undefined;

  constructor(job: DecodingJob) {
    this.#job = job;
  }

  async summary(): Promise<ModelSummary> {
    const { model, contestants } = await this.#load();
    const passCostMs = await measurePasses(model);
    const names = contestants.map(({ name }) => name);
    return { share: model.recycle?.shareOfBase, precision: model.facts.precision, passCostMs, names };
  }

  async measure(prompts: readonly DecodingPrompt[]): Promise<Chunk> {
    const { model, contestants } = await this.#load();
    const texts = prompts.map(({ prompt }) => prompt);
    const runs = await measureRuns({ model, prompts: texts, contestants, repeats: this.#job.repeats });
    const written = contestants.map(({ name }) => {
      const own = runs.filter(({ contestant, repeat }) => contestant === name && repeat === 0);
      const inOrder = own.sort((a, b) => a.prompt - b.prompt);
      return [name, inOrder.map(({ tokenIds }) => model.tokenizer.decode(tokenIds))] as const;
    });
    return { runs, texts: Object.fromEntries(written) };
  }

  /** Frees what the model holds; it is loaded again if it is needed again. */
  [Symbol.dispose](): void {
    this.#model?.dispose();
    this.#model = undefined;
    this.#contestants = undefined;
  }

  async #load() {
    const { temperature, maxTokens, load } = this.#job;
    const model = this.#model ?? (await load());
    const contestants = this.#contestants ?? decodingContestants(model, { temperature, maxTokens, seed: 1 });
    [this.#model, this.#contestants] = [model, contestants];
    return { model, contestants };
  }
}

/** The line of a scheduler, by its name in the table. */
export function rowNamed({ rows }: DecodingTable, name: keyof typeof contestantNames): DecodingRow | undefined {
  return rows.find(({ scheduler }) => scheduler === contestantNames[name]);
}
