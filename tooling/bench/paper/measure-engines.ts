import { setTimeout } from 'node:timers/promises';
import type { Precision } from '@recyclegpt/spec';
import type { LanguageModel } from 'recyclegpt';
import { geometricMean } from 'recyclegpt/benchmark';
import { loadLlama, type Peer } from '../shared-llama.ts';
import { loadSmolLm2 } from '../shared-models.ts';
import { asQuestion, readPrompts } from '../shared-prompts.ts';
import { say } from '../shared-report.ts';
import { contestantNames, decodingContestants } from './decoding-contestants.ts';

/** An engine beside others in one run. */
export interface EngineRow {
  readonly engine: string;
  /** Geometric means over prompts. */
  readonly tokensPerSecond: number;
  readonly overPlainInt4: number;
  readonly overLlama: number;
}

export interface EnginesOptions {
  readonly precisions: readonly Precision[];
  readonly limit: number;
  readonly maxTokens: number;
}

/** What takes part: tokens per second after a prompt, with at most so many tokens. */
interface Engine {
  readonly name: string;
  run(promptTokens: readonly number[], newTokens: number): Promise<number>;
}

const settleMs = 1500;
const warmUpTokens = 16;

/**
 * Drafted decoding in several precisions beside plain int4 and llama.cpp's plain decoding of the same file, in turns on
 * each prompt. All write as many tokens as plain int4 does before its text ends; should llama.cpp's text end earlier, its
 * rate comes out too high, not ours.
 */
export async function measureEngines({ precisions, limit, maxTokens }: EnginesOptions): Promise<readonly EngineRow[]> {
  using int4 = await loadSmolLm2('int4');
  const models: LanguageModel[] = [];
  const llama = await loadLlama();
  try {
    for (const precision of precisions) models.push(precision === 'int4' ? int4 : await loadSmolLm2(precision));
    const plain = ours('int4, plain', int4, 'plain');
    const engines = [
      plain,
      llamaEngine(llama),
      ...models.map((model) => ours(`${model.facts.precision}, adaptive`, model, 'adaptive')),
    ];
    const prompts = readPrompts('bench', limit).map((prompt) => int4.encodePrompt(asQuestion(prompt)));
    const rates = new Map<Engine, number[]>(engines.map((engine) => [engine, []]));
    for (const engine of engines) await engine.run(prompts[0] ?? [], warmUpTokens);
    for (const [index, tokenIds] of prompts.entries()) {
      say(`engines: prompt ${index + 1} of ${prompts.length}`);
      const { stats } = await int4.generate({ tokenIds }, { maxTokens, scheduler: 'autoregressive' }).result;
      if (stats.newTokens < 3) continue;
      const first = index % engines.length;
      for (const engine of [...engines.slice(first), ...engines.slice(0, first)]) {
        // Worker threads of the engine before spin for a while: wait until they sleep.
        await setTimeout(settleMs);
        rates.get(engine)?.push(await engine.run(tokenIds, stats.newTokens - 1));
      }
    }
    return engines.map((engine) => rowOf(engine.name, rates.get(engine) ?? [], [...rates.values()]));
  } finally {
    for (const model of models) if (model !== int4) model.dispose();
    await llama.dispose();
  }
}

function ours(name: string, model: LanguageModel, contestant: keyof typeof contestantNames): Engine {
  const wanted = contestantNames[contestant];
  const options = decodingContestants(model, {}).find((each) => each.name === wanted)?.options;
  if (options === undefined) throw new Error(`${model.facts.name} has no recycle module, which ${wanted} needs here.`);
  return {
    name,
    run: async (tokenIds, newTokens) => {
      const generation = model.generate({ tokenIds }, { ...options(0), maxTokens: newTokens + 1 });
      return (await generation.result).stats.tokensPerSecond;
    },
  };
}

function llamaEngine(peer: Peer): Engine {
  return {
    name: `${peer.name}, plain`,
    run: async (promptTokens, newTokens) => {
      const { decodeMs } = await peer.run(promptTokens, newTokens);
      return (newTokens / decodeMs) * 1000;
    },
  };
}

function rowOf(engine: string, rates: readonly number[], all: readonly (readonly number[])[]): EngineRow {
  const over = (others: readonly number[] | undefined): number =>
    geometricMean(rates.map((rate, prompt) => rate / (others?.[prompt] ?? Number.NaN))) ?? Number.NaN;
  return {
    engine,
    tokensPerSecond: geometricMean(rates) ?? Number.NaN,
    overPlainInt4: over(all[0]),
    overLlama: over(all[1]),
  };
}
