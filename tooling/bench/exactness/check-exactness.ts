import type { Drafter } from '@recyclegpt/spec';
import { alwaysWrongDrafter, perfectDrafter, randomDrafter } from '@recyclegpt/testing/drafters';
import type { LanguageModel } from 'recyclegpt';
import { type ExactnessCase, type ExactnessModel, loadExactnessModel, promptOf, settingsOf } from './exactness-case.ts';
import { PlainProcess } from './plain-process.ts';

const schedulers = ['verified', 'adaptive'] as const;

/** What drafters are told: prompt and output as they have to be, and where chance begins. */
interface KnownText {
  readonly text: readonly number[];
  readonly vocab: number;
  readonly seed: number;
}

const drafterMakers: Readonly<Record<string, (known: KnownText, model: LanguageModel) => readonly Drafter[]>> = {
  random: (known) => [randomDrafter(known)],
  'always-wrong': (known) => [alwaysWrongDrafter(known)],
  perfect: (known) => [perfectDrafter(known)],
  // Lookup, the recycle module if there is one, and the table of successors, as they have come to be over all texts.
  own: (_, model) => model.createDrafters(),
};

/** What came of one text of one prompt, written in all ways. */
export interface ExactnessResult {
  readonly id: string;
  readonly temperature: number;
  readonly tokens: number;
  readonly texts: number;
  /** Texts that were the plain one, token for token. */
  readonly equal: number;
  /** Tokens that drafters got right: that the checks had something to accept. */
  readonly accepted: number;
  /** Those that were not: how they were written, and where they first differ. */
  readonly differing: readonly string[];
}

export interface ExactnessOptions {
  readonly model: ExactnessModel;
  readonly cases: readonly ExactnessCase[];
  /** Told of each case as it is done. */
  readonly onResult?: (result: ExactnessResult) => void;
}

/** Whether rows are bit-equal whatever the pass, and what came of all cases. */
export interface ExactnessReport {
  readonly exactness: 'bitwise' | 'near-ties';
  readonly results: readonly ExactnessResult[];
}

/**
 * Writes each text with every scheduler that promises the plain text and every drafter that tries it, and compares it
 * with what a separately started process decodes plainly (rule SC1).
 * @throws Error if that process ends.
 */
export async function checkExactness({ model: wanted, cases, onResult }: ExactnessOptions): Promise<ExactnessReport> {
  using plain = new PlainProcess(wanted);
  using model = await loadExactnessModel(wanted);
  const results: ExactnessResult[] = [];
  for (const each of cases) {
    const result = await checkCase(model, each, await plain.write(each));
    results.push(result);
    onResult?.(result);
  }
  return { exactness: model.causalModel.minExactRows === undefined ? 'near-ties' : 'bitwise', results };
}

async function checkCase(
  model: LanguageModel,
  each: ExactnessCase,
  expected: readonly number[],
): Promise<ExactnessResult> {
  const prompt = promptOf(model, each);
  const text = [...model.encodePrompt(prompt), ...expected];
  const known = { text, vocab: model.causalModel.vocab, seed: each.seed + 1 };
  const differing: string[] = [];
  let [texts, accepted] = [0, 0];
  for (const scheduler of schedulers) {
    for (const [name, make] of Object.entries(drafterMakers)) {
      const options = { ...settingsOf(each), scheduler, drafters: make(known, model) };
      const { tokenIds, stats } = await model.generate(prompt, options).result;
      texts += 1;
      accepted += stats.accepted;
      const place = firstDifference(tokenIds, expected);
      if (place !== undefined) differing.push(`${scheduler} with ${name} from token ${place} on`);
    }
  }
  const { id, temperature } = each;
  return { id, temperature, tokens: expected.length, texts, equal: texts - differing.length, accepted, differing };
}

function firstDifference(a: readonly number[], b: readonly number[]): number | undefined {
  const length = Math.max(a.length, b.length);
  const place = Array.from({ length }).findIndex((_, index) => a[index] !== b[index]);
  return place < 0 ? undefined : place;
}
