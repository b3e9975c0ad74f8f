import { ConfigError, FileError, type Storage } from '@recyclegpt/spec';
import { draftVocabulary, TeacherData, type TeacherDataOptions, type TeacherSurvey } from '@recyclegpt/train';
import { plural } from '../terminal/format.ts';
import { writeJson } from './base-tokenizer.ts';
import { runPaths } from './run-folder.ts';

/** What a module is trained on and for how long: settled once all texts are there, so that a run goes on as it began. */
export interface ModulePlan {
  readonly shards: readonly string[];
  /** One text of this many is held out. */
  readonly holdOut: number;
  readonly texts: number;
  readonly heldOut: number;
  readonly rows: number;
  /** Rows of a training step that can predict. */
  readonly answers: number;
  readonly epochs: number;
  /** Ascending token ids. */
  readonly draftVocabulary: readonly number[];
  /** Share of the tokens of the answers that can be drafted. */
  readonly coverage: number;
}

export interface PlanOptions extends Omit<TeacherDataOptions, 'holdOut'> {
  readonly vocab: number;
  readonly draftVocab: number;
  /** Rows of a training step. */
  readonly rowsPerStep: number;
  /** Epochs for so many rows of text. */
  readonly epochsFor: (rows: number) => number;
}

/** The plan that was noted in the folder; `undefined` if there is none yet. @throws FileError if it cannot be read */
export async function notedPlan(storage: Storage): Promise<ModulePlan | undefined> {
  using source = await storage.open(runPaths.plan);
  if (source === undefined) return undefined;
  try {
    const plan = JSON.parse(new TextDecoder().decode(await source.read(0, source.sizeBytes))) as ModulePlan;
    if (Array.isArray(plan.shards) && Array.isArray(plan.draftVocabulary) && plan.epochs >= 1) return plan;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new FileError({
    what: 'The plan of a run cannot be read',
    where: source.name,
    next: 'Remove it: it is made anew from the texts.',
  });
}

/** Shares to hold out, the usual one first: few texts need a larger one. */
const holdOuts = [50, 20, 10, 5, 3, 2] as const;
/** Held-out texts that are enough, or a smaller share of all where there are few. */
const [wantedHeldOut, largestShare] = [8, 1 / 12] as const;

/** Counts the texts, and settles vocabulary and length of the run. @throws ConfigError if there are too few texts */
export async function makePlan(options: PlanOptions): Promise<ModulePlan> {
  const { shards, storage, draftVocab, rowsPerStep, epochsFor } = options;
  const { survey, holdOut } = await settleHoldOut(options);
  const { counts, texts, heldOut, rows, answerRows } = survey;
  const vocabulary = draftVocabulary(counts, draftVocab);
  // A step has somewhat more answers at times than on average; what is above is left out.
  const share = Math.min(1, (1.15 * answerRows) / rows);
  const plan: ModulePlan = {
    ...{ shards, holdOut, texts, heldOut, rows },
    answers: Math.min(rowsPerStep, Math.ceil((share * rowsPerStep) / 8) * 8),
    epochs: epochsFor(rows),
    draftVocabulary: [...vocabulary.tokenIds],
    coverage: vocabulary.coverage,
  };
  await writeJson(storage, runPaths.plan, plan);
  return plan;
}

async function settleHoldOut(options: PlanOptions): Promise<{ survey: TeacherSurvey; holdOut: number }> {
  let found: { survey: TeacherSurvey; holdOut: number } | undefined;
  let texts = 0;
  for (const holdOut of holdOuts) {
    const survey = await new TeacherData({ ...options, holdOut }).survey(options.vocab);
    texts = survey.texts;
    if (survey.heldOut > 0 && survey.rows > 0) found = { survey, holdOut };
    if (survey.heldOut >= Math.min(wantedHeldOut, Math.max(1, texts * largestShare))) break;
  }
  if (found !== undefined) return found;
  throw new ConfigError({
    what: 'There are too few texts to train on and to hold out some',
    got: plural(texts, 'text'),
    expected: 'dozens of them, better thousands',
    next: 'Give more prompts or answers.',
  });
}
