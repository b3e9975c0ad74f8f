import { type Acceptance, DecodingError, type Draft, type RoundToken } from '@recyclegpt/spec';
import type { BasePass, RowScores } from './base-pass.ts';
import type { Generation } from './generation.ts';

/** What the base's pass decided. */
export interface Verdict {
  readonly tokens: readonly RoundToken[];
  readonly accepted: number;
  readonly rejected: boolean;
  /** Committed tokens of this and earlier rounds that differ from the base's choice. */
  readonly departures: number;
}

/** Compares trusted tokens with what the base would have written; the history is walked as plain decoding walks it. */
export function judgeTrusted(generation: Generation, pass: BasePass): number {
  const { history, judgedLength } = generation;
  let departures = 0;
  for (const id of history.splice(judgedLength)) {
    if (generation.choose(pass.rowFor(history.length)) !== id) departures++;
    history.push(id);
  }
  generation.judgedLength = history.length;
  return departures;
}

function decide(generation: Generation, row: RowScores, draft: Draft, index: number, rule: Acceptance) {
  const { sampler, model } = generation.options;
  const position = generation.history.length;
  const baseChoice = generation.choose(row);
  const token = draft.tokens[index];
  if (token === undefined) return { id: baseChoice, baseChoice };
  let draws = 0;
  const id = rule.decide({
    token,
    baseChoice,
    baseDistribution: () => generation.distribution(row),
    draftDistribution: draft.distributions?.[index],
    position,
    uniform: () => sampler.uniform(position, draws++),
  });
  if (Number.isInteger(id) && id >= 0 && id < model.vocab) return { id, baseChoice };
  throw new DecodingError({
    what: 'An acceptance rule chose a token that does not exist',
    where: `${rule.name}, position ${position}`,
    got: String(id),
    expected: `an id from 0 to ${model.vocab - 1}`,
    next: 'Return the drafted token, the base choice, or another id of the vocabulary.',
  });
}

/** Decides over trusted and drafted tokens in order, then takes the base's own token; the first end of the text cuts. */
export function acceptDraft(generation: Generation, pass: BasePass, draft: Draft, rule: Acceptance): Verdict {
  const tokens: RoundToken[] = [];
  let departures = judgeTrusted(generation, pass);
  let accepted = 0;
  let rejected = false;
  for (let index = 0; generation.finishReason === undefined && index <= draft.tokens.length && !rejected; index++) {
    const row = pass.rowFor(generation.history.length);
    const { id, baseChoice } = decide(generation, row, draft, index, rule);
    const isDrafted = index < draft.tokens.length;
    const isKept = isDrafted && id === draft.tokens[index];
    rejected = isDrafted && !isKept;
    if (isKept) accepted++;
    if (id !== baseChoice) departures++;
    tokens.push(generation.take(id, isKept ? draft.origins[index]! : 'base', id !== baseChoice));
  }
  generation.judgedLength = generation.history.length;
  return { tokens, accepted, rejected, departures };
}
