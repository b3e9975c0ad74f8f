import { buildSuccessorTable } from '@recyclegpt/schedulers';
import type { LanguageModelParts } from './language-model.ts';

/** How the model is asked for successors. */
export interface LearnSuccessorsOptions {
  /** Tokens to ask for, the most frequent first. Default: all, from 0 on, where most vocabularies have these. */
  readonly tokenIds?: readonly number[];
  /** Stops after so much time; the next call goes on. Default: no limit. */
  readonly budgetMs?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops before the next pass; what was found is kept. */
  readonly signal?: AbortSignal | undefined;
}

/** Whom to ask, and where to note it. */
export interface SuccessorSource extends Pick<LanguageModelParts, 'model' | 'states' | 'notes'> {
  /** Stands before each token: what the model expects at the beginning of a text. */
  readonly context: readonly number[];
  /** What is known already. */
  readonly begun: Int32Array | undefined;
}

const note = 'likeliest successors';

/** Pairs of a token and its successor: a fact that JSON can hold. */
function encodeTable(table: Int32Array): readonly number[] {
  return [...table].flatMap((successor, id) => (successor < 0 ? [] : [id, successor]));
}

function decodeTable(fact: unknown, vocab: number): Int32Array | undefined {
  const isToken = (id: unknown): boolean => Number.isInteger(id) && Number(id) >= 0 && Number(id) < vocab;
  if (!Array.isArray(fact) || fact.length % 2 !== 0 || !fact.every(isToken)) return undefined;
  const table = new Int32Array(vocab).fill(-1);
  for (let i = 0; i < fact.length; i += 2) table[fact[i] as number] = fact[i + 1] as number;
  return table;
}

/** The table noted at an earlier start; `undefined` if there is none, or it is damaged. */
export async function readSuccessors({
  model,
  notes,
}: Pick<SuccessorSource, 'model' | 'notes'>): Promise<Int32Array | undefined> {
  return decodeTable(await notes?.read(note), model.vocab);
}

/** Asks the model for successors that are not known yet, and notes them. */
export async function learnSuccessors(source: SuccessorSource, options: LearnSuccessorsOptions): Promise<Int32Array> {
  const { model, states, context, begun, notes } = source;
  using state = states.create();
  const table = await buildSuccessorTable({ ...options, model, state, context, begun });
  await notes?.note(note, encodeTable(table));
  return table;
}
