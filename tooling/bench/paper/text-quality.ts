import { repeatedNGramShare, textBits } from '@recyclegpt/train';
import type { LanguageModel } from 'recyclegpt';
import { loadSmolLm2 } from '../shared-models.ts';

/** A text that was written, and what stood before it. */
export interface WrittenText {
  readonly prompt: string;
  readonly text: string;
  readonly tokenIds: readonly number[];
}

/** What texts are like. */
export interface TextQuality {
  /** Of the written text under SmolLM2 in float32, given the prompt; `undefined` if nothing was written. */
  readonly judgeBitsPerByte: number | undefined;
  /** Share of runs of four tokens that stood in the same text before, a mean over texts. */
  readonly repeatedFourGrams: number;
}

/** Judges texts under SmolLM2, an outside judge for all models but itself; equal texts are read once. */
export async function judgeTexts(sets: readonly (readonly WrittenText[])[]): Promise<readonly TextQuality[]> {
  using judge = await loadSmolLm2('f32', { recycle: 'none' });
  const known = new Map<string, Promise<Bits>>();
  const bitsOf = (written: WrittenText): Promise<Bits> => {
    const key = JSON.stringify([written.prompt, written.text]);
    const bits = known.get(key) ?? readText(judge, written);
    known.set(key, bits);
    return bits;
  };
  const qualities: TextQuality[] = [];
  for (const texts of sets) {
    let [bits, bytes, repeated] = [0, 0, 0];
    for (const written of texts) {
      const found = await bitsOf(written);
      [bits, bytes] = [bits + found.bits, bytes + found.bytes];
      repeated += repeatedNGramShare(written.tokenIds, 4);
    }
    qualities.push({
      judgeBitsPerByte: bytes === 0 ? undefined : bits / bytes,
      repeatedFourGrams: repeated / Math.max(1, texts.length),
    });
  }
  return qualities;
}

interface Bits {
  readonly bits: number;
  readonly bytes: number;
}

async function readText(judge: LanguageModel, { prompt, text }: WrittenText): Promise<Bits> {
  const { tokenizer, causalModel } = judge;
  const before = tokenizer.encode(prompt);
  const tokenIds = [...before, ...tokenizer.encode(text, { addSpecialTokens: false })];
  const byteLength = (id: number): number => tokenizer.tokenBytes(id).length;
  const createState = () => judge.createState();
  return await textBits({ model: causalModel, createState, tokenIds, given: Math.max(1, before.length), byteLength });
}
