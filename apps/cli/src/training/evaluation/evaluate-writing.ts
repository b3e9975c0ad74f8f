import type { GenerationResult, LanguageModel } from '@recyclegpt/core';
import { repeatedNGramShare, textBits } from '@recyclegpt/train';
import { freshDraftersOption } from '../../benchmark/fresh-drafters.ts';
import type { Call } from '../../command.ts';
import { conversationPrompt } from '../../generating/conversation-prompt.ts';
import { readPrompts } from '../../generating/read-prompts.ts';
import { samplerOptions } from '../../generating/sampler-options.ts';
import { loadModel } from '../../load-model.ts';
import type { EvaluateSettings } from './evaluate-settings.ts';

/** What a scheduler wrote, in sum. */
export interface WritingReport {
  readonly scheduler: string;
  readonly prompts: number;
  readonly newTokens: number;
  readonly tokensPerPass: number;
  /** Tokens that the model would not have written, of the new ones. */
  readonly departures: number;
  /** Texts that are those of plain decoding, token for token. */
  readonly sameTexts: number;
  /** Of the written text under the judge, given the prompt. */
  readonly judgeBitsPerByte: number | undefined;
  /** Share of runs of four tokens that stood in the text before, a mean over texts. */
  readonly repeatedFourGrams: number;
}

/** A text and the prompt before it. */
interface Written {
  readonly prompt: string;
  readonly result: GenerationResult;
}

const usualMaxTokens = 128;

/** Lets every scheduler answer the prompts of a file, and compares what they wrote. */
export async function evaluateWriting(
  call: Call,
  model: LanguageModel,
  settings: EvaluateSettings,
): Promise<readonly WritingReport[]> {
  const { terminal } = call;
  const lines = (await readPrompts(settings.prompts as string)).slice(0, settings.limit);
  const all = new Map<string, Written[]>(settings.contestants.map(({ name }) => [name, []]));
  for (const [index, { prompt }] of lines.entries()) {
    if (terminal.signal.aborted) break;
    terminal.progress(`Writing: prompt ${index + 1} of ${lines.length}`);
    const written = await writeAll(call, model, { settings, prompt });
    // A prompt counts for all schedulers or for none.
    if (written !== undefined) for (const [name, text] of written) all.get(name)?.push(text);
  }
  terminal.clearProgress();
  const bits = await judged(call, settings, all);
  const plain = all.get('autoregressive') ?? [];
  return [...all].map(([scheduler, texts]) =>
    summary({ scheduler, texts, plain, judgeBitsPerByte: bits.get(scheduler) }),
  );
}

async function writeAll(
  { terminal, options }: Call,
  model: LanguageModel,
  { settings, prompt }: { readonly settings: EvaluateSettings; readonly prompt: string },
): Promise<ReadonlyMap<string, Written> | undefined> {
  const written = new Map<string, Written>();
  for (const { name, scheduler } of settings.contestants) {
    const result = await model.generate(conversationPrompt(model, prompt, options), {
      ...samplerOptions(options),
      ...freshDraftersOption(model, scheduler),
      ...{ scheduler, maxTokens: options['max-tokens'] ?? usualMaxTokens, signal: terminal.signal },
    }).result;
    if (terminal.signal.aborted) return undefined;
    written.set(name, { prompt, result });
  }
  return written;
}

/** Bits per byte of what each scheduler wrote under the judge. */
async function judged(
  { terminal }: Call,
  { judge: name }: EvaluateSettings,
  all: ReadonlyMap<string, readonly Written[]>,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  if (name === undefined || terminal.signal.aborted) return found;
  terminal.progress(`Loading the judge ${name} …`);
  using judge = await loadModel(name, { recycle: 'none', env: terminal.env, signal: terminal.signal });
  const { tokenizer, causalModel } = judge;
  for (const [scheduler, texts] of all) {
    let [bits, bytes] = [0, 0];
    for (const { prompt, result } of texts) {
      if (result.text === '') continue;
      const before = tokenizer.encode(prompt);
      const tokenIds = [...before, ...tokenizer.encode(result.text, { addSpecialTokens: false })];
      const createState = () => judge.createState();
      const byteLength = (id: number): number => tokenizer.tokenBytes(id).length;
      const given = Math.max(1, before.length);
      const read = await textBits({ model: causalModel, createState, tokenIds, given, byteLength });
      [bits, bytes] = [bits + read.bits, bytes + read.bytes];
      terminal.progress(`The judge reads what ${scheduler} wrote: ${(bits / bytes).toFixed(3)} bits per byte so far`);
    }
    if (bytes > 0) found.set(scheduler, bits / bytes);
  }
  terminal.clearProgress();
  return found;
}

interface SummaryParts {
  readonly scheduler: string;
  readonly texts: readonly Written[];
  readonly plain: readonly Written[];
  readonly judgeBitsPerByte: number | undefined;
}

function summary({ scheduler, texts, plain, judgeBitsPerByte }: SummaryParts): WritingReport {
  const sum = (of: (result: GenerationResult) => number): number =>
    texts.reduce((total, { result }) => total + of(result), 0);
  const newTokens = sum(({ stats }) => stats.newTokens);
  const isSame = ({ result }: Written, index: number): boolean =>
    JSON.stringify(result.tokenIds) === JSON.stringify(plain[index]?.result.tokenIds);
  return {
    scheduler,
    prompts: texts.length,
    newTokens,
    tokensPerPass:
      newTokens /
      Math.max(
        1,
        sum(({ stats }) => stats.basePasses),
      ),
    departures: sum(({ stats }) => stats.departures),
    sameTexts: texts.filter(isSame).length,
    judgeBitsPerByte,
    repeatedFourGrams: sum(({ tokenIds }) => repeatedNGramShare(tokenIds, 4)) / Math.max(1, texts.length),
  };
}
