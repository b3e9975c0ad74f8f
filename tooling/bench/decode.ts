import { setTimeout } from 'node:timers/promises';
import type { LanguageModel } from 'recyclegpt';
import { loadLlama, type Peer } from './shared-llama.ts';
import { loadSmolLm2, precisions, wikitext } from './shared-models.ts';
import {
  benchOptions,
  finish,
  formatSpread,
  machine,
  printTable,
  type Spread,
  say,
  spreadOf,
} from './shared-report.ts';
import { measureRoofline } from './shared-roofline.ts';

const { option } = benchOptions();
const repeats = option('repeats', 5);
const [promptLength, newTokens, threads, settleMs] = [512, 128, 2, 1500];

/** One run of one engine, in tokens per second; what is outside of the session is per token. */
interface Run {
  readonly prefill: number;
  readonly decode: number;
  readonly outsideMs?: number;
  readonly sessionMs?: number;
}

/** An engine that takes part. */
interface Engine {
  readonly name: string;
  readonly weightsBytes: number | undefined;
  run(): Promise<Run>;
}

function ours(model: LanguageModel, tokenIds: readonly number[]): Engine {
  return {
    name: `recyclegpt ${model.facts.precision}`,
    weightsBytes: model.facts.weightsBytes,
    run: async () => {
      const options = { maxTokens: newTokens + 1, scheduler: 'autoregressive', stopTokens: [] };
      const { stats } = await model.generate({ tokenIds }, options).result;
      const passes = stats.newTokens - 1;
      return {
        prefill: (tokenIds.length / stats.prefillMs) * 1000,
        decode: stats.tokensPerSecond,
        outsideMs: stats.outsideMs / passes,
        sessionMs: stats.sessionMs / passes,
      };
    },
  };
}

function peer(engine: Peer, tokenIds: readonly number[]): Engine {
  return {
    name: engine.name,
    weightsBytes: undefined,
    run: async () => {
      const { prefillMs, decodeMs } = await engine.run(tokenIds, newTokens);
      return { prefill: (tokenIds.length / prefillMs) * 1000, decode: (newTokens / decodeMs) * 1000 };
    },
  };
}

const models: LanguageModel[] = [];
for (const precision of precisions) models.push(await loadSmolLm2(precision, { threads }));
const tokenIds = (models[0] as LanguageModel).tokenizer.encode(wikitext().slice(0, 8000)).slice(0, promptLength);
const llama = await loadLlama({ threads });
const engines = [...models.map((model) => ours(model, tokenIds)), peer(llama, tokenIds)];
const roofline = await measureRoofline({ threads });

say(
  `Plain greedy decoding of SmolLM2-135M-Instruct: ${promptLength} tokens in, ${newTokens} out, ${threads} threads, ${repeats} interleaved repeats after one warm-up.`,
);
say(JSON.stringify(machine()));
const runs = new Map<Engine, Run[]>(engines.map((engine) => [engine, []]));
const rates: number[] = [];
for (let repeat = 0; repeat <= repeats; repeat += 1) {
  const rate = await roofline();
  if (repeat > 0) rates.push(rate);
  for (const engine of engines) {
    // Worker threads of the engine before spin for a while: wait until they sleep.
    await setTimeout(settleMs);
    const run = await engine.run();
    if (repeat > 0) runs.get(engine)?.push(run);
  }
}

interface Row {
  readonly engine: string;
  readonly prefill: Spread;
  readonly decode: Spread;
  readonly decodeOverLlama: number;
  readonly prefillOverLlama: number;
  readonly outsideShare: number | undefined;
  readonly rooflineShare: number | undefined;
}

const bytesPerMs = spreadOf(rates).median;
const pairs = (engine: Engine, value: (run: Run) => number): number => {
  const others = runs.get(engines.at(-1) as Engine) ?? [];
  return spreadOf((runs.get(engine) ?? []).map((run, i) => value(run) / value(others[i] as Run))).median;
};
const rows = engines.map((engine): Row => {
  const all = runs.get(engine) ?? [];
  const sessionMs = spreadOf(all.map((run) => run.sessionMs ?? Number.NaN)).median;
  const outsideMs = spreadOf(all.map((run) => run.outsideMs ?? Number.NaN)).median;
  return {
    engine: engine.name,
    prefill: spreadOf(all.map((run) => run.prefill)),
    decode: spreadOf(all.map((run) => run.decode)),
    decodeOverLlama: pairs(engine, (run) => run.decode),
    prefillOverLlama: pairs(engine, (run) => run.prefill),
    outsideShare: engine.weightsBytes === undefined ? undefined : outsideMs / (outsideMs + sessionMs),
    rooflineShare:
      engine.weightsBytes === undefined ? undefined : (sessionMs + outsideMs) / (engine.weightsBytes / bytesPerMs),
  };
});
const percent = (share: number | undefined): string => (share === undefined ? '–' : `${(share * 100).toFixed(1)} %`);
if (!benchOptions().json) {
  printTable(
    ['engine', 'prefill tok/s', '÷ llama.cpp', 'decode tok/s', '÷ llama.cpp', 'outside session', 'time ÷ roofline'],
    rows.map((row) => [
      row.engine,
      formatSpread(row.prefill, 0),
      row.prefillOverLlama.toFixed(2),
      formatSpread(row.decode),
      row.decodeOverLlama.toFixed(2),
      percent(row.outsideShare),
      row.rooflineShare?.toFixed(2) ?? '–',
    ]),
  );
}
say(`Roofline: float32 products with one row over 400 MB read ${(bytesPerMs / 1e6).toFixed(1)} GB/s.`);
finish('decode', { threads, promptLength, newTokens, repeats, rooflineGBps: bytesPerMs / 1e6, rows });
for (const model of models) model.dispose();
await llama.dispose();
