import type { Tokenizer } from '@recyclegpt/spec';
import type { TokenStream } from '@recyclegpt/train';
import { formatShare } from '../terminal/format.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type TrainedParts, trainedModel } from './trained-model.ts';

const promptTokens = 6;
const sampleTokens = 60;

/** The beginning of a held-out text, to write on from. */
export async function samplePrompt(validation: TokenStream, tokenizer: Tokenizer): Promise<readonly number[]> {
  const { tokenIds, documentStarts } = await validation.read(0, Math.min(validation.numTokens, 2 * promptTokens));
  const end = documentStarts.find((start) => start > 0) ?? tokenIds.length;
  const ids = [...tokenIds.subarray(0, Math.min(promptTokens, end))].filter((id) => !tokenizer.isSpecial(id));
  return ids.length > 0 ? ids : [...tokenIds.subarray(0, 1)];
}

/** Shows what a model in training writes, at temperature 0.7, and how its module does. */
export async function showSample(terminal: Terminal, parts: TrainedParts, prompt: readonly number[]): Promise<void> {
  using model = await trainedModel(parts);
  const scheduler = parts.module === undefined ? ('autoregressive' as const) : ('verified' as const);
  const { text, stats } = await model.generate(
    { tokenIds: prompt },
    {
      maxTokens: Math.min(sampleTokens, parts.config.contextLength - prompt.length - 1),
      temperature: 0.7,
      seed: 1,
      scheduler,
    },
  ).result;
  const drafted = stats.drafted === 0 ? '' : ` (${formatShare(stats.accepted / stats.drafted)} of its drafts kept)`;
  const shown = `${parts.tokenizer.decode(prompt)}${text}`.replaceAll(/\s+/g, ' ').trim();
  terminal.note(terminal.noteStyle.dim(`  “${shown}”${drafted}`));
}
