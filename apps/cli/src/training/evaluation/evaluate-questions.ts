import type { LanguageModel } from '@recyclegpt/core';
import { FileError } from '@recyclegpt/spec';
import { tokenF1 } from '@recyclegpt/train';
import { freshDraftersOption } from '../../benchmark/fresh-drafters.ts';
import type { Call } from '../../command.ts';
import { conversationPrompt } from '../../generating/conversation-prompt.ts';
import { samplerOptions } from '../../generating/sampler-options.ts';
import { readJsonLines } from '../json-lines.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';

/** How a scheduler answers questions over passages. */
export interface QuestionsReport {
  readonly scheduler: string;
  readonly questions: number;
  /** Mean agreement of words with the expected answers, 0 to 1, as in SQuAD. */
  readonly f1: number;
  /** Share of answers that are one of the expected ones. */
  readonly exactMatch: number;
  readonly departures: number;
}

/** A question over a passage. */
interface Question {
  readonly passage: string;
  readonly question: string;
  readonly answers: readonly string[];
}

const usualMaxTokens = 32;
const form = '{"passage": "…", "question": "…", "answers": ["…"]} in each line';

/** Lets every scheduler answer the questions of a file. An answer is the first line that is written. */
export async function evaluateQuestions(
  call: Call,
  model: LanguageModel,
  settings: EvaluateSettings,
): Promise<readonly QuestionsReport[]> {
  const { terminal, options } = call;
  const file = settings.questions as string;
  const questions = (await readJsonLines(file, { option: '--questions', form }))
    .map(questionOf)
    .slice(0, settings.limit);
  const sums = settings.contestants.map(({ name }) => ({
    scheduler: name,
    questions: 0,
    f1: 0,
    exact: 0,
    departures: 0,
  }));
  for (const [index, question] of questions.entries()) {
    terminal.progress(`Answering questions: ${index + 1} of ${questions.length}`);
    for (const [place, { scheduler }] of settings.contestants.entries()) {
      if (terminal.signal.aborted) break;
      const { text, stats } = await model.generate(conversationPrompt(model, textOf(question), options), {
        ...samplerOptions(options),
        ...freshDraftersOption(model, scheduler),
        ...{ scheduler, maxTokens: options['max-tokens'] ?? usualMaxTokens, signal: terminal.signal },
      }).result;
      const sum = sums[place];
      if (sum === undefined || terminal.signal.aborted) continue;
      const { f1, isExact } = tokenF1(text.trim().split('\n')[0] ?? '', question.answers);
      sum.questions += 1;
      sum.f1 += f1;
      sum.exact += isExact ? 1 : 0;
      sum.departures += stats.departures;
    }
  }
  terminal.clearProgress();
  return sums.map(({ scheduler, questions: count, f1, exact, departures }) => {
    const all = Math.max(1, count);
    return { scheduler, questions: count, f1: f1 / all, exactMatch: exact / all, departures };
  });
}

function textOf({ passage, question }: Question): string {
  return `${passage}\n\nQuestion: ${question}\nAnswer in a few words of the text.\nAnswer:`;
}

function questionOf({
  value,
  where,
}: {
  readonly value: Readonly<Record<string, unknown>>;
  readonly where: string;
}): Question {
  const { passage, question, answers } = value;
  const isText = (text: unknown): text is string => typeof text === 'string';
  const hasAnswers = Array.isArray(answers) && answers.length > 0 && answers.every(isText);
  if (isText(passage) && isText(question) && hasAnswers) return { passage, question, answers };
  throw new FileError({
    what: 'A line is no question',
    where,
    expected: form,
    got: JSON.stringify(value).slice(0, 80),
  });
}
