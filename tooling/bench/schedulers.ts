import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Precision } from '@recyclegpt/spec';
import type { GenerationResult, LanguageModel } from 'recyclegpt';
import { loadSmolLm2, sharedFolder } from './shared-models.ts';
import { benchOptions, finish, machine, printTable, say, spreadOf } from './shared-report.ts';

const { option } = benchOptions();
const numPrompts = option('prompts', 80);
const maxTokens = option('tokens', 128);
const schedulers = ['autoregressive', 'verified', 'adaptive'] as const;
/** float32 is left to last, since it takes longest. */
const precisions = ['int8', 'int4', 'f32'] as const satisfies readonly Precision[];

interface BenchPrompt {
  readonly id: string;
  readonly category: string;
  readonly prompt: string;
}

/** Prompts of the set, evenly from all categories. */
function readPrompts(): readonly BenchPrompt[] {
  const lines = readFileSync(join(sharedFolder, 'data', 'bench', 'set.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const all = lines.map((line) => JSON.parse(line) as BenchPrompt);
  return Array.from(
    { length: Math.min(numPrompts, all.length) },
    (_, i) => all[Math.floor((i * all.length) / numPrompts)] as BenchPrompt,
  );
}

interface Row {
  readonly precision: string;
  readonly scheduler: string;
  readonly tokensPerSecond: number;
  readonly speedUpGeomean: number;
  readonly meanAcceptedTokens: number;
  readonly identicalOutputs: number;
  readonly prompts: number;
}

/** Answers of all schedulers to all prompts, interleaved prompt by prompt. */
async function answers(model: LanguageModel, prompts: readonly BenchPrompt[]): Promise<readonly GenerationResult[][]> {
  const write = (prompt: string, scheduler: string): Promise<GenerationResult> =>
    model.generate([{ role: 'user', content: prompt }], { maxTokens, scheduler }).result;
  for (const scheduler of schedulers) await write('Hello!', scheduler);
  const results: GenerationResult[][] = [];
  for (const { prompt } of prompts) {
    const ofPrompt: GenerationResult[] = [];
    for (const scheduler of schedulers) ofPrompt.push(await write(prompt, scheduler));
    results.push(ofPrompt);
  }
  return results;
}

function summarise(precision: string, results: readonly GenerationResult[][]): readonly Row[] {
  return schedulers.map((scheduler, index): Row => {
    const own = results.map((each) => each[index] as GenerationResult);
    const plain = results.map((each) => each[0] as GenerationResult);
    // A stop right after the first token leaves nothing to time.
    const timed = own.flatMap(({ stats }, i) => {
      const other = plain[i]?.stats.tokensPerSecond ?? 0;
      return stats.newTokens > 1 && other > 0 ? [Math.log(stats.tokensPerSecond / other)] : [];
    });
    const passes = own.reduce((sum, { stats }) => sum + stats.basePasses - 1, 0);
    return {
      precision,
      scheduler,
      tokensPerSecond: spreadOf(own.map(({ stats }) => stats.tokensPerSecond)).median,
      speedUpGeomean: Math.exp(timed.reduce((sum, log) => sum + log, 0) / timed.length),
      meanAcceptedTokens: own.reduce((sum, { stats }) => sum + stats.newTokens - 1, 0) / passes,
      identicalOutputs: own.filter(({ tokenIds }, i) => tokenIds.join() === plain[i]?.tokenIds.join()).length,
      prompts: own.length,
    };
  });
}

const prompts = readPrompts();
say(
  `Greedy answers of SmolLM2-135M-Instruct to ${prompts.length} prompts, up to ${maxTokens} tokens; drafts by lookup and successor table, no recycle module.`,
);
say(JSON.stringify(machine()));
const rows: Row[] = [];
for (const precision of precisions) {
  using model = await loadSmolLm2(precision);
  rows.push(...summarise(precision, await answers(model, prompts)));
}
if (!benchOptions().json) {
  printTable(
    ['precision', 'scheduler', 'tok/s', 'speed-up', 'tokens a pass', 'same text'],
    rows.map((row) => [
      row.precision,
      row.scheduler,
      row.tokensPerSecond.toFixed(1),
      row.speedUpGeomean.toFixed(2),
      row.meanAcceptedTokens.toFixed(2),
      `${row.identicalOutputs} of ${row.prompts}`,
    ]),
  );
}
finish('schedulers', { maxTokens, rows });
