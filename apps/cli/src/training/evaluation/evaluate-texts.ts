import type { LanguageModel } from '@recyclegpt/core';
import { readDocuments, textBits } from '@recyclegpt/train';
import type { Call } from '../../command.ts';
import { openTextData } from '../text-data.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';

/** How well a model predicts texts. */
export interface TextsReport {
  readonly texts: number;
  readonly tokens: number;
  readonly bytes: number;
  /** Of a token, given those before it in its text. */
  readonly perplexity: number;
  readonly bitsPerByte: number;
}

/** Predicts the texts of files; a first token is read only. @returns `undefined` if it was stopped before the first */
export async function evaluateTexts(
  { terminal }: Call,
  model: LanguageModel,
  { data: files, limit }: EvaluateSettings,
): Promise<TextsReport | undefined> {
  using data = await openTextData(files);
  const { tokenizer, causalModel } = model;
  const { signal } = terminal;
  const byteLength = (id: number): number => (tokenizer.isSpecial(id) ? 0 : tokenizer.tokenBytes(id).length);
  let [texts, bits, tokens, bytes] = [0, 0, 0, 0];
  for (const source of data.sources) {
    let ofSource = 0;
    for await (const { text } of readDocuments(source)) {
      if (ofSource === limit || signal.aborted) break;
      const tokenIds = tokenizer.encode(text);
      const createState = () => model.createState();
      const found = await textBits({ model: causalModel, createState, tokenIds, byteLength });
      [bits, tokens, bytes] = [bits + found.bits, tokens + found.tokens, bytes + found.bytes];
      [texts, ofSource] = [texts + 1, ofSource + 1];
      terminal.progress(`Reading texts: ${texts}, ${(bits / Math.max(1, bytes)).toFixed(3)} bits per byte so far`);
    }
  }
  terminal.clearProgress();
  if (tokens === 0) return undefined;
  return { texts, tokens, bytes, perplexity: 2 ** (bits / tokens), bitsPerByte: bits / bytes };
}
