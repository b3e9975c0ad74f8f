import type { LanguageModel } from 'recyclegpt';
import { loadSmolLm2, precisions, wikitext } from './shared-models.ts';
import { benchOptions, finish, machine, printTable, say } from './shared-report.ts';

const { option } = benchOptions();
const numTokens = option('tokens', 10_000);
/** Tokens of a window; each starts from an empty state, its first token is not scored. */
const window = 512;

/** Natural logarithms of probabilities from scores. */
function logSoftmax(scores: Float32Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > largest) largest = score;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  const shift = largest + Math.log(sum);
  return Float64Array.from(scores, (score) => score - shift);
}

/** Scores of all positions of a window. */
async function scoresOf(model: LanguageModel, tokens: readonly number[]): Promise<readonly Float64Array[]> {
  using state = model.createState();
  const { logits } = await model.causalModel.forward(state, tokens, { logitsRows: tokens.length });
  return Array.from({ length: tokens.length }, (_, i) => logSoftmax(logits.row(i)));
}

interface Sums {
  surprise: number;
  divergence: number;
  sameChoice: number;
}

function argMax(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? 0) ? i : best), 0);
}

function addPosition(
  sums: Sums,
  { own, exact, token }: { own: Float64Array; exact: Float64Array; token: number },
): void {
  sums.surprise -= own[token] ?? 0;
  for (let i = 0; i < own.length; i += 1)
    sums.divergence += Math.exp(exact[i] ?? 0) * ((exact[i] ?? 0) - (own[i] ?? 0));
  if (argMax(own) === argMax(exact)) sums.sameChoice += 1;
}

const models: LanguageModel[] = [];
for (const precision of precisions) models.push(await loadSmolLm2(precision));
const [exactModel] = models as [LanguageModel];
const text = exactModel.tokenizer.encode(wikitext().slice(0, numTokens * 8)).slice(0, numTokens);
const totals = new Map(precisions.map((precision) => [precision, { surprise: 0, divergence: 0, sameChoice: 0 }]));
say(`Fidelity over ${text.length} tokens of wikitext2 (test), windows of ${window}.`);
say(JSON.stringify(machine()));
let scored = 0;
for (let start = 0; start + 1 < text.length; start += window) {
  const tokens = text.slice(start, start + window);
  const exact = await scoresOf(exactModel, tokens);
  for (const [i, precision] of precisions.entries()) {
    const own = i === 0 ? exact : await scoresOf(models[i] as LanguageModel, tokens);
    for (let position = 0; position + 1 < tokens.length; position += 1) {
      addPosition(totals.get(precision) as Sums, {
        own: own[position] as Float64Array,
        exact: exact[position] as Float64Array,
        token: tokens[position + 1] as number,
      });
    }
  }
  scored += tokens.length - 1;
}
const rows = precisions.map((precision) => {
  const { surprise, divergence, sameChoice } = totals.get(precision) as Sums;
  return {
    precision,
    perplexity: Math.exp(surprise / scored),
    klToF32: divergence / scored,
    sameChoice: sameChoice / scored,
  };
});
if (!benchOptions().json) {
  printTable(
    ['precision', 'perplexity', 'KL to f32', 'same best token'],
    rows.map((row) => [
      row.precision,
      row.perplexity.toFixed(3),
      row.klToF32.toFixed(4),
      `${(row.sameChoice * 100).toFixed(1)} %`,
    ]),
  );
}
finish('fidelity', { tokens: scored, window, rows });
for (const model of models) model.dispose();
