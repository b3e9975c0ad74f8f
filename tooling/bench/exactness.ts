import { join } from 'node:path';
import { checkExactness, type ExactnessResult } from './exactness/check-exactness.ts';
import type { ExactnessCase } from './exactness/exactness-case.ts';
import { KeptResults } from './exactness/kept-results.ts';
import { precisions, sharedFolder } from './shared-models.ts';
import { readPrompts } from './shared-prompts.ts';
import { benchOptions, finish, machine, printTable, root, say } from './shared-report.ts';

const { option, words, has } = benchOptions();
const maxTokens = option('tokens', 128);
const chosen = words('precisions', precisions, ['f32', 'int8', 'int4']);
const temperatures = [0, 0.7] as const;

process.env['RECYCLEGPT_MODELS'] ??= join(sharedFolder, 'models');
const cases = readPrompts('bench', option('prompts', 60)).flatMap(({ id, prompt }, index) =>
  temperatures.map((temperature): ExactnessCase => ({ id, prompt, temperature, seed: index, maxTokens })),
);
const { commit } = machine();
say(
  `[SC1] ${cases.length / temperatures.length} prompts, ${maxTokens} tokens, temperatures ${temperatures.join(' and ')}: verified and adaptive, with drafters that are random, always wrong and always right and with the model's own, against plain decoding in another process.`,
);
say(JSON.stringify(machine()));

const rows: (ReturnType<typeof summary> & { readonly precision: string })[] = [];
for (const precision of chosen) {
  const place = `smollm2-${precision}-${maxTokens}-${commit}`.replaceAll(' ', '-');
  const kept = new KeptResults<ExactnessResult>(join(root, '.cache', 'exactness', `${place}.jsonl`), {
    isFresh: has('fresh'),
  });
  const missing = cases.filter((each) => !kept.all.some((result) => isOf(result, each)));
  if (missing.length < cases.length)
    say(`${precision}: ${cases.length - missing.length} texts are from an earlier run; --fresh begins anew.`);
  const model = { name: 'smollm2', precision, threads: option('threads', 2) };
  if (missing.length > 0)
    await checkExactness({
      model,
      cases: missing,
      onResult: (result) => {
        kept.add(result);
        for (const text of result.differing) say(`${precision}: ${result.id} at ${result.temperature}: ${text}`);
      },
    });
  rows.push({ precision, ...summary(kept.all.filter((result) => cases.some((each) => isOf(result, each)))) });
}

function isOf(result: ExactnessResult, { id, temperature }: ExactnessCase): boolean {
  return result.id === id && result.temperature === temperature;
}

function summary(results: readonly ExactnessResult[]): {
  readonly texts: number;
  readonly equal: number;
  readonly tokens: number;
  readonly accepted: number;
  readonly differing: readonly string[];
} {
  const sum = (pick: (result: ExactnessResult) => number) => results.reduce((total, each) => total + pick(each), 0);
  return {
    texts: sum(({ texts }) => texts),
    equal: sum(({ equal }) => equal),
    tokens: sum(({ tokens, texts }) => tokens * texts),
    accepted: sum(({ accepted }) => accepted),
    differing: results.flatMap(({ id, temperature, differing }) =>
      differing.map((text) => `${id} at ${temperature}: ${text}`),
    ),
  };
}

printTable(
  ['precision', 'texts', 'token-identical', 'tokens compared', 'drafted tokens accepted'],
  rows.map(({ precision, texts, equal, tokens, accepted }) => [
    precision,
    String(texts),
    String(equal),
    String(tokens),
    String(accepted),
  ]),
);
finish('exactness', { maxTokens, temperatures, rows });
process.exitCode = rows.every(({ texts, equal }) => texts === equal) ? 0 : 1;
