import { adaptive } from '@recyclegpt/schedulers';
import type { Drafter } from '@recyclegpt/spec';
import { alwaysWrongDrafter } from '@recyclegpt/testing/drafters';
import type { LanguageModel } from 'recyclegpt';
import { type Contestant, measureRuns, summariseRuns } from 'recyclegpt/benchmark';
import { asQuestion, readPrompts } from '../shared-prompts.ts';
import { formatBar, printTable, say } from '../shared-report.ts';
import { writeKnownTexts } from './known-texts.ts';

/** Least speed against plain decoding with a drafter that is never right. */
const alwaysWrongBar = 0.97;

export interface AlwaysWrongOptions {
  /** Tokens of each text; ends of text do not end it. */
  readonly maxTokens: number;
  readonly numPrompts: number;
  readonly repeats: number;
  readonly draftMs: number;
}

/** What a drafter that is never right costs. */
export interface AlwaysWrongRow {
  readonly precision: string;
  readonly tokens: number;
  readonly draftMs: number;
  /** Speed against plain decoding. */
  readonly ratio: number;
  readonly drafted: number;
  readonly identicalOutputs: number;
  readonly prompts: number;
  readonly isWithinBar: boolean;
}

/** The adaptive scheduler with a drafter that is never right, over long texts. */
export async function benchAlwaysWrong(model: LanguageModel, options: AlwaysWrongOptions): Promise<AlwaysWrongRow> {
  const { maxTokens, numPrompts, repeats, draftMs } = options;
  const shared = { maxTokens, stopTokens: [] };
  const known = await writeKnownTexts(model, readPrompts('bench', numPrompts).map(asQuestion), shared);
  const contestants: Contestant[] = [
    { name: 'autoregressive', options: () => ({ ...shared, scheduler: 'autoregressive' }) },
    {
      name: 'adaptive',
      options: (prompt) => ({
        ...shared,
        scheduler: adaptive(),
        drafters: [silent(alwaysWrongDrafter({ ...known.texts[prompt]!, costMs: draftMs }))],
      }),
    },
  ];
  const { precision } = model.facts;
  const runs = await measureRuns({ model, prompts: known.prompts, contestants, repeats });
  const [, result] = summariseRuns(
    runs,
    contestants.map(({ name }) => name),
    precision,
  );
  if (result === undefined) throw new Error('Nothing was measured with the drafter that is always wrong.');
  const { speedUpGeomean: ratio = Number.NaN, drafted, identicalOutputs, prompts } = result;
  const row = { precision, tokens: maxTokens, draftMs, ratio, drafted, identicalOutputs, prompts };
  return { ...row, isWithinBar: ratio >= alwaysWrongBar };
}

/** The same drafter without a word on how sure it is: that it is no good must be learned from what is kept. */
function silent(drafter: Drafter): Drafter {
  return {
    name: drafter.name,
    get sessionMs() {
      return drafter.sessionMs ?? 0;
    },
    async draft({ state, promptLength, signal }, maxTokens) {
      const { tokens, origins } = await drafter.draft({ state, promptLength, signal }, maxTokens);
      return { tokens, origins };
    },
  };
}

/** Prints it. */
export function printAlwaysWrong(rows: readonly AlwaysWrongRow[]): void {
  say(`\n3. A drafter that is never right: adaptive against plain decoding (bar: ${alwaysWrongBar})`);
  printTable(
    ['precision', 'tokens', 'ms a token', 'speed', 'drafted in all', 'same text', ''],
    rows.map((row) => [
      row.precision,
      String(row.tokens),
      String(row.draftMs),
      row.ratio.toFixed(3),
      String(row.drafted),
      `${row.identicalOutputs} of ${row.prompts}`,
      formatBar(row.isWithinBar),
    ]),
  );
}
