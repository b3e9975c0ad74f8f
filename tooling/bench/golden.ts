import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageModel } from 'recyclegpt';
import { loadSmolLm2, precisions, sharedFolder } from './shared-models.ts';
import { benchOptions, finish, machine, say } from './shared-report.ts';

const { option } = benchOptions();
const numPrompts = option('prompts', 12);
const numTokens = option('tokens', 96);

/** A case of golden/smollm2/greedy.json. */
interface GoldenCase {
  readonly promptTokenIds: readonly number[];
  readonly tokenIds: readonly number[];
  readonly margins: readonly number[];
  readonly firstLogits: readonly (readonly [token: number, logit: number])[];
}

/** Steps whose two best scores are nearer than this may differ between engines, and all after them. */
const nearTie = 1e-3;

function expectedCases(): readonly GoldenCase[] {
  const file = readFileSync(join(sharedFolder, 'golden', 'smollm2', 'greedy.json'), 'utf8');
  return (JSON.parse(file) as { cases: readonly GoldenCase[] }).cases;
}

async function compareGreedy(model: LanguageModel): Promise<{ cases: number; equal: number; worstFirstLogit: number }> {
  let equal = 0;
  let worst = 0;
  const cases = expectedCases();
  for (const golden of cases) {
    const tie = golden.margins.findIndex((margin) => margin < nearTie);
    const end = tie < 0 ? golden.tokenIds.length : tie;
    const options = { maxTokens: golden.tokenIds.length, scheduler: 'autoregressive', stopTokens: [] };
    const { tokenIds } = await model.generate({ tokenIds: golden.promptTokenIds }, options).result;
    if (golden.tokenIds.slice(0, end).every((token, i) => token === tokenIds[i])) equal += 1;
    using state = model.createState();
    const { logits } = await model.causalModel.forward(state, golden.promptTokenIds);
    for (const [token, logit] of golden.firstLogits)
      worst = Math.max(worst, Math.abs((logits.row(0)[token] ?? 0) - logit));
  }
  return { cases: cases.length, equal, worstFirstLogit: worst };
}

/** Rows of one text computed by passes of several widths, compared bit by bit with those of passes of 64. */
async function compareRows(model: LanguageModel): Promise<{ rows: number; identical: number }> {
  const tokens = Array.from({ length: 150 }, (_, i) => (i * 7919 + 13) % model.causalModel.vocab);
  const expected = await rowsOf(model, tokens, 64);
  let [rows, identical] = [0, 0];
  for (const width of [1, 2, 3, 4, 8, 17]) {
    const got = await rowsOf(model, tokens, width);
    rows += got.length;
    identical += got.filter((row, i) =>
      Buffer.from(row.buffer).equals(Buffer.from((expected[i] as Float32Array).buffer)),
    ).length;
  }
  return { rows, identical };
}

async function rowsOf(
  model: LanguageModel,
  tokens: readonly number[],
  width: number,
): Promise<readonly Float32Array[]> {
  using state = model.createState();
  const rows: Float32Array[] = [];
  for (let start = 0; start < tokens.length; start += width) {
    const part = tokens.slice(start, start + width);
    const { logits } = await model.causalModel.forward(state, part, { logitsRows: part.length });
    for (let row = 0; row < logits.rows; row += 1) rows.push(logits.row(row).slice());
  }
  return rows;
}

/** Texts of schedulers that draft, compared with plain decoding's, greedy and sampled. */
async function compareSchedulers(model: LanguageModel): Promise<{ texts: number; equal: number }> {
  const lines = readFileSync(join(sharedFolder, 'data', 'bench', 'set.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const step = Math.floor(lines.length / numPrompts);
  const prompts = lines
    .filter((_, i) => i % step === 0)
    .slice(0, numPrompts)
    .map((line) => (JSON.parse(line) as { prompt: string }).prompt);
  let [texts, equal] = [0, 0];
  for (const content of prompts) {
    for (const temperature of [0, 0.7]) {
      const written = async (scheduler: string): Promise<string> =>
        JSON.stringify(
          (
            await model.generate([{ role: 'user', content }], { maxTokens: numTokens, temperature, seed: 7, scheduler })
              .result
          ).tokenIds,
        );
      const plain = await written('autoregressive');
      for (const scheduler of ['verified', 'adaptive']) {
        texts += 1;
        if ((await written(scheduler)) === plain) equal += 1;
      }
    }
  }
  return { texts, equal };
}

say(JSON.stringify(machine()));
const results: Record<string, object> = {};
let isRight = true;
for (const precision of precisions) {
  using model = await loadSmolLm2(precision);
  const rows = await compareRows(model);
  const schedulers = await compareSchedulers(model);
  const greedy = precision === 'f32' ? await compareGreedy(model) : undefined;
  results[precision] = {
    minExactRows: model.causalModel.minExactRows,
    rows,
    schedulers,
    ...(greedy === undefined ? {} : { greedy }),
  };
  isRight &&= schedulers.texts === schedulers.equal && rows.rows === rows.identical;
  isRight &&= greedy === undefined || (greedy.cases === greedy.equal && greedy.worstFirstLogit < 2e-3);
  say(
    `${precision}: rows bit-identical ${rows.identical} of ${rows.rows} (passes of at least ${model.causalModel.minExactRows ?? '–'}), texts equal to plain decoding ${schedulers.equal} of ${schedulers.texts}`,
  );
  if (greedy !== undefined)
    say(
      `  golden greedy texts ${greedy.equal} of ${greedy.cases}, first logits within ${greedy.worstFirstLogit.toExponential(1)}`,
    );
}
finish('golden', { numPrompts, numTokens, results });
process.exitCode = isRight ? 0 : 1;
