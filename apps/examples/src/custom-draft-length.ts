import { verified } from '@recyclegpt/schedulers';
import type { LengthContext } from '@recyclegpt/spec';
import type { LanguageModel } from 'recyclegpt';

/**
 * A draft length is a number, or a function that is asked each round. It knows what passes cost on this machine: here
 * a draft is as long as a pass over it takes at most `factor` times as long as a plain one, and one token longer where
 * the last draft was kept whole.
 */
export function withinBudget(factor: number) {
  return ({ last, costs, room }: LengthContext): number => {
    let length = 0;
    while (length < room && length < 16 && costs.baseMs(length + 2) <= factor * costs.baseMs(1)) length += 1;
    const wasKeptWhole = last !== undefined && last.drafted.length > 0 && !last.rejected;
    return Math.min(room, length + (wasKeptWhole ? 1 : 0));
  };
}

/** Writes one text token by token and once more with drafts of that length. */
export async function example(model: LanguageModel) {
  const prompt = 'the fox and the bird and the fox and the bird and';
  const plain = await model.generate(prompt, { maxTokens: 48, scheduler: 'autoregressive' }).result;
  const generation = model.generate(prompt, { maxTokens: 48, scheduler: verified({ length: withinBudget(1.5) }) });
  const lengths: number[] = [];
  for await (const round of generation.rounds) lengths.push(round.drafted.length);
  const { text, stats } = await generation.result;
  return { isSameText: text === plain.text, lengths, passes: stats.basePasses, passesOfPlain: plain.stats.basePasses };
}
