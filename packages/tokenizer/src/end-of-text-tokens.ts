import type { TokenTable } from './token-table.ts';

/** Names under which models end a text or a turn; llama.cpp looks for them too (src/llama-vocab.cpp, "eog"). */
const names: readonly string[] = [
  '<|endoftext|>',
  '<|im_end|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|end_of_text|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<end_of_turn>',
  '<turn|>',
  '<|endofturn|>',
  '<|END_OF_TURN_TOKEN|>',
  '<EOT>',
  '<eos>',
];

/** Ids that end a text: the ones that the file names, then special tokens with a well-known name. */
export function endOfTextTokens(table: TokenTable, named: readonly (number | undefined)[]): readonly number[] {
  const known = names.map((name) => table.idOf(name)).filter((id) => id !== undefined && table.isSpecial(id));
  return Array.from(new Set([...named, ...known].filter((id) => id !== undefined)));
}
