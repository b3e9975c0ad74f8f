import { TokenizerError } from '@recyclegpt/spec';
import { characterOfByte } from '../byte-level-alphabet.ts';
import { MergeLearner } from './merge-learner.ts';
import { type TokenizerJson, tokenizerJson } from './tokenizer-json.ts';
import { checkBpeOptions, type TrainBpeOptions } from './train-bpe-options.ts';
import { WordTable } from './word-table.ts';

/** How many merges are made before others may run. */
const mergesAtOnce = 128;
const textsAtOnce = 4096;

/**
 * Learns a byte-level BPE vocabulary from texts and returns it as a `tokenizer.json` for `tokenizerFromJson` and Hugging
 * Face's libraries. Ids are special tokens, then the 256 bytes in the order of their characters, then merges in the
 * order in which they were learnt, so any text and any bytes can be written.
 *
 * The same words in any order give the same file: the most frequent pair merges first, of equally frequent ones that
 * with the lowest left id, then the lowest right id. Only counts of different words are kept, not the texts; of more
 * than four million words the rarest are forgotten.
 * @throws TokenizerError naming an option that cannot be used, and if the texts hold nothing to learn from
 */
export async function trainBpe(options: TrainBpeOptions): Promise<TokenizerJson> {
  const { vocabSize, specialTokens, preTokenizer, minFrequency, maxTokenLength } = checkBpeOptions(options);
  const table = new WordTable({ specialTokens, preTokenizer });
  await countWords(table, options);
  const learner = new MergeLearner({
    words: table.words,
    tokens: [...specialTokens, ...[...characterOfByte].sort()],
    vocabSize,
    minFrequency,
    maxTokenLength,
    reserved: new Set(specialTokens),
  });
  await learnMerges(learner, options);
  return tokenizerJson({
    tokens: learner.tokens,
    numSpecialTokens: specialTokens.length,
    merges: learner.merges,
    preTokenizer,
  });
}

async function countWords(table: WordTable, { texts, onProgress, signal }: TrainBpeOptions): Promise<void> {
  signal?.throwIfAborted();
  let numTexts = 0;
  for await (const text of texts) {
    if (typeof text !== 'string') throw notText(numTexts, text);
    table.add(text);
    numTexts++;
    onProgress?.({ kind: 'text-counted', numTexts, numWords: table.size });
    if (numTexts % textsAtOnce === 0) await letOthersRun();
    signal?.throwIfAborted();
  }
  if (table.size > 0) return;
  throw new TokenizerError({
    what: 'The texts hold nothing to learn from',
    where: 'texts',
    got: `${numTexts} texts without a word`,
    expected: 'texts with words',
    next: 'Check that the files are there, and how they are cut into documents.',
  });
}

async function learnMerges(learner: MergeLearner, { vocabSize, onProgress, signal }: TrainBpeOptions): Promise<void> {
  for (let merges = 1; learner.learnNext(); merges++) {
    onProgress?.({ kind: 'token-learnt', numTokens: learner.tokens.length, vocabSize });
    if (merges % mergesAtOnce === 0) await letOthersRun();
    signal?.throwIfAborted();
  }
}

/** Timers and input come to their turn, such as what aborts the signal. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function notText(index: number, value: unknown): TokenizerError {
  return new TokenizerError({
    what: 'A tokenizer learns from texts',
    where: `texts[${index}]`,
    got: typeof value,
    expected: 'a string',
  });
}
