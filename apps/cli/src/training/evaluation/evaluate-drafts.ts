import type { LanguageModel } from '@recyclegpt/core';
import type { Drafter } from '@recyclegpt/spec';
import { type DraftCounts, readDocuments, simulateDrafts, type TeacherText } from '@recyclegpt/train';
import { freshDrafters } from '../../benchmark/fresh-drafters.ts';
import type { Call } from '../../command.ts';
import { readAnswers } from '../teacher-texts.ts';
import { openTextData } from '../text-data.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';

/** How a drafter does on texts that are there. */
export interface DraftsReport {
  readonly drafter: string;
  readonly texts: number;
  readonly starts: number;
  /** Share of places where it drafted at all. */
  readonly coverage: number;
  /** Share of drafts whose i-th token is the base's own, of those that got so far. */
  readonly byPosition: readonly number[];
  /** By length of drafts, 1 to `--draft-length`. */
  readonly lengths: readonly DraftLengthReport[];
  /** What obeying it would come to, for a drafter that can always draft; `undefined` for others. */
  readonly alternating: AlternatingReport | undefined;
}

/** The paper's mode: the base writes a token, the drafter another one, which stays. */
export interface AlternatingReport {
  readonly speedUp: number;
  /** Share of all tokens that the base would not have written. */
  readonly departures: number;
}

export interface DraftLengthReport {
  readonly length: number;
  /** Tokens that a pass of the base would write. */
  readonly tokensPerPass: number;
  /** Against plain decoding, by the costs of passes and drafts measured on this machine. */
  readonly speedUp: number;
}

/** Tokens of a text that are looked at: drafts are made after each of them. */
const mostTokens = 320;

/** Simulates drafts over given texts: those of the recycle module, and those of lookup beside them. */
export async function evaluateDrafts(
  call: Call,
  model: LanguageModel,
  settings: EvaluateSettings,
): Promise<readonly DraftsReport[]> {
  const texts = await textsOf(model, settings);
  const costs = await model.passCosts();
  const fresh = freshDrafters(model, 'verified');
  const reports: DraftsReport[] = [];
  for (const drafter of [...fresh.models, fresh.lookup]) {
    const counts = await countDrafts({ call, model, drafter, texts, length: settings.draftLength });
    const { reached, kept, starts } = counts;
    const byPosition = kept.map((count, position) => count / Math.max(1, reached[position] as number));
    const coverage = (reached[0] ?? 0) / Math.max(1, starts);
    const lengths = byPosition.map((_, index): DraftLengthReport => {
      const length = index + 1;
      const tokensPerPass = 1 + coverage * expectedTokens(byPosition.slice(0, length));
      const drafted = costs.baseMs(length + 1) + costs.draftMs(drafter.name, length);
      // Where nothing is drafted the pass is a plain one.
      const passMs = coverage * drafted + (1 - coverage) * costs.baseMs(1);
      return { length, tokensPerPass, speedUp: (tokensPerPass * costs.baseMs(1)) / passMs };
    });
    const first = byPosition[0] ?? 0;
    // Two tokens for a pass over both and a draft of one; half of the tokens are drafted.
    const passMs = costs.baseMs(2) + costs.draftMs(drafter.name, 1);
    const alternating =
      starts > 0 && coverage === 1
        ? { speedUp: (2 * costs.baseMs(1)) / passMs, departures: (1 - first) / 2 }
        : undefined;
    reports.push({ drafter: drafter.name, texts: texts.length, starts, coverage, byPosition, lengths, alternating });
  }
  return reports;
}

function expectedTokens(byPosition: readonly number[]): number {
  let [reach, sum] = [1, 0];
  for (const share of byPosition) {
    reach *= share;
    sum += reach;
  }
  return sum;
}

async function textsOf(
  model: LanguageModel,
  { answers, data, limit }: EvaluateSettings,
): Promise<readonly TeacherText[]> {
  const seq = Math.min(mostTokens, model.causalModel.contextLength) - 1;
  const given = answers === undefined ? [] : await readAnswers(answers, { vocab: model.causalModel.vocab, seq });
  using files = await openTextData(data);
  const texts: TeacherText[] = [...given.slice(0, limit)];
  for (const source of files.sources) {
    let ofSource = 0;
    for await (const { text } of readDocuments(source)) {
      if (ofSource === limit) break;
      const tokenIds = Int32Array.from(model.tokenizer.encode(text).slice(0, seq + 1));
      if (tokenIds.length > 2) texts.push({ tokenIds, promptTokens: 2 });
      ofSource += 1;
    }
  }
  return texts;
}

interface CountJob {
  readonly call: Call;
  readonly model: LanguageModel;
  readonly drafter: Drafter;
  readonly texts: readonly TeacherText[];
  readonly length: number;
}

async function countDrafts({ call, model, drafter, texts, length }: CountJob): Promise<DraftCounts> {
  const { terminal } = call;
  const [reached, kept] = [Array<number>(length).fill(0), Array<number>(length).fill(0)];
  let starts = 0;
  for (const [index, { tokenIds, promptTokens }] of texts.entries()) {
    if (terminal.signal.aborted) break;
    terminal.progress(`Simulating drafts of ${drafter.name}: text ${index + 1} of ${texts.length}`);
    const createState = () => model.createState();
    const parts = { model: model.causalModel, createState, drafter, length, promptTokens };
    const counts = await simulateDrafts({ ...parts, tokenIds: [...tokenIds] });
    for (let position = 0; position < length; position += 1) {
      reached[position] = (reached[position] ?? 0) + (counts.reached[position] ?? 0);
      kept[position] = (kept[position] ?? 0) + (counts.kept[position] ?? 0);
    }
    starts += counts.starts;
  }
  terminal.clearProgress();
  return { reached, kept, starts };
}
