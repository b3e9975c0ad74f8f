import type { LanguageModel } from 'recyclegpt';
import { loadSmolLm2 } from '../shared-models.ts';
import { type Departure, firstDifference, type marginBars, topTwoMargin } from './compare-texts.ts';

/** A text of a page. */
export interface PageText {
  readonly engine: string;
  readonly isPeer: boolean;
  readonly prompt: number;
  readonly tokenIds: readonly number[];
}

/** Writes the prompts plainly on `backend-node` and finds where texts of pages leave what it wrote. */
export async function compareWithNode(
  precision: keyof typeof marginBars,
  texts: readonly PageText[],
  { prompts, maxTokens }: { readonly prompts: readonly (readonly number[])[]; readonly maxTokens: number },
): Promise<readonly Departure[]> {
  using model = await loadSmolLm2(precision, { recycle: 'none' });
  const departures: Departure[] = [];
  for (const [prompt, tokenIds] of prompts.entries()) {
    const options = { maxTokens, scheduler: 'autoregressive' } as const;
    const { tokenIds: expected } = await model.generate({ tokenIds }, options).result;
    for (const text of texts.filter((each) => each.prompt === prompt)) {
      const step = firstDifference(text.tokenIds, expected);
      if (step === undefined) continue;
      const margin = await marginAfter(model, [...tokenIds, ...expected.slice(0, step)]);
      departures.push({ engine: text.engine, isPeer: text.isPeer, prompt, step, margin });
    }
  }
  return departures;
}

async function marginAfter(model: LanguageModel, tokenIds: readonly number[]): Promise<number> {
  using state = model.createState();
  const { logits } = await model.causalModel.forward(state, tokenIds);
  return topTwoMargin(logits.row(0));
}
