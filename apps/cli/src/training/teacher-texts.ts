import { createHash } from 'node:crypto';
import type { LanguageModel } from '@recyclegpt/core';
import { ConfigError, FileError } from '@recyclegpt/spec';
import type { TeacherPrompt, TeacherText } from '@recyclegpt/train';
import { conversationPrompt } from '../generating/conversation-prompt.ts';
import { readPrompts } from '../generating/read-prompts.ts';
import { plural } from '../terminal/format.ts';
import { readJsonLines } from './json-lines.ts';
import type { ModuleSettings } from './module-settings.ts';
import { seedPrompts } from './seed-prompts.ts';

/** What a module is to learn from: prompts to be answered, or texts that were written already. */
export type TeacherSource =
  | { readonly kind: 'prompts'; readonly prompts: readonly TeacherPrompt[]; readonly hash: string }
  | { readonly kind: 'texts'; readonly texts: readonly TeacherText[]; readonly hash: string };

/**
 * Reads what the options name, as token ids of the base. Half of the prompts are answered at temperature 0, a quarter at
 * 0.5, a quarter at 0.8.
 * @throws ConfigError, FileError naming the option, the file and the line
 */
export async function teacherSource(model: LanguageModel, settings: ModuleSettings): Promise<TeacherSource> {
  const { texts, recipe } = settings;
  if (texts.kind === 'answers') {
    const read = await readAnswers(texts.file, { vocab: model.causalModel.vocab, seq: recipe.seq });
    return { kind: 'texts', texts: read, hash: hashOf(read.map(({ tokenIds }) => [...tokenIds])) };
  }
  const asked =
    texts.kind === 'own-prompts' ? ownPrompts(model) : (await readPrompts(texts.file)).map((line) => line.prompt);
  const prompts = asked.map((text, index): TeacherPrompt => {
    const tokenIds = model.encodePrompt(conversationPrompt(model, text, {}));
    return {
      tokenIds,
      temperature: temperatures[index % temperatures.length] as number,
      seed: recipe.seed * 1_000_003 + index,
    };
  });
  return { kind: 'prompts', prompts, hash: hashOf(prompts.map(({ tokenIds }) => tokenIds)) };
}

const temperatures = [0, 0.5, 0, 0.8] as const;

function hashOf(lists: readonly (readonly number[])[]): string {
  return createHash('sha256').update(JSON.stringify(lists)).digest('hex').slice(0, 16);
}

function ownPrompts({ chatTemplate, facts }: LanguageModel): readonly string[] {
  if (chatTemplate !== undefined) return seedPrompts();
  throw new ConfigError({
    what: 'A model that does not answer questions needs prompts of its own kind',
    where: '--prompts',
    got: `${facts.name}, which has no chat template`,
    expected: 'a file of beginnings of texts such as it was trained on, or --answers',
  });
}

const form = '{"tokenIds": [1, 2, 3, …], "promptTokens": N} in each line';

/** Reads the file of `--answers`. @throws FileError, ConfigError naming file and line */
export async function readAnswers(
  file: string,
  limits: { readonly vocab: number; readonly seq: number },
): Promise<readonly TeacherText[]> {
  const lines = await readJsonLines(file, { option: '--answers', form });
  const texts = lines.map(({ value, where }) => answerOf(value, where, limits));
  // An answer of one token says nothing of a draft.
  const usable = texts.filter(({ tokenIds, promptTokens }) => tokenIds.length - promptTokens > 1);
  if (usable.length > 1) return usable;
  throw new ConfigError({
    what: 'The file of answers has too few to learn from',
    where: `--answers ${file}`,
    got: plural(usable.length, 'answer'),
    expected: form,
  });
}

/** Texts that are longer than a sequence of training are cut: what is left over would not be looked at. */
function answerOf(
  { tokenIds, promptTokens }: Readonly<Record<string, unknown>>,
  where: string,
  { vocab, seq }: { readonly vocab: number; readonly seq: number },
): TeacherText {
  const isId = (id: unknown): id is number => Number.isSafeInteger(id) && (id as number) >= 0 && (id as number) < vocab;
  if (!Array.isArray(tokenIds) || !tokenIds.every(isId))
    throw new FileError({
      what: 'A line has no token ids of this base',
      where,
      expected: `ids below ${vocab}, ${form}`,
    });
  const count = promptTokens as number;
  if (!Number.isSafeInteger(count) || count < 1 || count > tokenIds.length)
    throw new FileError({
      what: 'A line does not say where its answer begins',
      where: `${where}, field promptTokens`,
      got: JSON.stringify(promptTokens) ?? 'nothing',
      expected: `1 to ${tokenIds.length}`,
    });
  const cut = tokenIds.slice(0, seq + 1);
  return { tokenIds: Int32Array.from(cut), promptTokens: Math.min(count, cut.length) };
}
