import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { distinctNGrams, ngramBitsPerByte, textBits } from '@recyclegpt/train';
import type { LanguageModel } from 'recyclegpt';
import { root, say } from '../shared-report.ts';
import { type SplitStories, splitStories, storySources } from './held-out-stories.ts';
import type { KeptParts } from './kept-parts.ts';
import { loadStoryteller, parametersOf } from './load-storyteller.ts';
import type { StorytellerFolder } from './paper-settings.ts';
import { storyPage } from './story-page.ts';

/** How well held-out stories of one source are predicted. */
export interface HeldOutBits {
  readonly source: string;
  readonly texts: number;
  readonly bytes: number;
  readonly bitsPerByte: number;
  /** Of a 5-gram model of the training texts, each once: of all sources or of this one alone, whichever is better. */
  readonly ngramBitsPerByte: number;
}

/** How varied a model writes. */
export interface Variety {
  readonly temperature: number;
  /** Of either side. */
  readonly tokens: number;
  readonly distinct: number;
  readonly distinctOfReal: number;
  readonly ratio: number;
}

/** A member of the family. */
export interface FamilyRow {
  readonly model: string;
  readonly parameters: number | undefined;
  readonly heldOut: readonly HeldOutBits[];
  readonly variety: Variety;
}

export interface FamilyOptions {
  readonly kept: KeptParts;
  /** Held-out stories of each source. */
  readonly limit: number | undefined;
  /** Writes docs/stories. */
  readonly isSaved: boolean;
}

const temperature = 0.8;
/** Stories whose continuations are compared. */
const variedStories = 120;
/** Tokens of a story that are given as its beginning. */
const givenTokens = 8;

/** Compares each storyteller with a 5-gram model of its data, and its stories with real ones. */
export async function measureFamily(
  folders: readonly StorytellerFolder[],
  { kept, limit, isSaved }: FamilyOptions,
): Promise<readonly FamilyRow[]> {
  const rows: FamilyRow[] = [];
  for (const each of folders) {
    const key = { fingerprint: each.fingerprint, limit, temperature, variedStories, givenTokens };
    const row = await kept.part(`${each.name} family`, key, () => measureMember(each, limit));
    const page = await kept.part(`${each.name} stories`, key, () => storyPage(each));
    if (isSaved) savePage(each.name, page);
    rows.push(row);
  }
  return rows;
}

async function measureMember(folder: StorytellerFolder, limit = Number.POSITIVE_INFINITY): Promise<FamilyRow> {
  using model = await loadStoryteller(folder, 'auto');
  const sources: SplitStories[] = [];
  for (const source of storySources) sources.push(await splitStories(source, model.tokenizer, folder.fingerprint));
  const end = model.tokenizer.eosTokenIds[0] ?? 0;
  const all = joined(sources.map((each) => each.train));
  const heldOut: HeldOutBits[] = [];
  for (const { source, heldOut: texts, train: own } of sources) {
    say(`${folder.name}: held-out stories of ${source}`);
    heldOut.push(await bitsOf(model, { source, trains: [all, own], texts: texts.slice(0, limit), end }));
  }
  const real = sources[0]?.heldOut ?? [];
  const variety = await varietyOf(model, real.slice(0, Math.min(limit, variedStories)), end);
  return { model: folder.name, parameters: parametersOf(model), heldOut, variety };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

interface HeldOutTexts {
  readonly source: string;
  readonly trains: readonly Int32Array[];
  readonly texts: readonly Int32Array[];
  readonly end: number;
}

async function bitsOf(model: LanguageModel, { source, trains, texts, end }: HeldOutTexts): Promise<HeldOutBits> {
  const { tokenizer, causalModel } = model;
  const byteLength = (id: number): number => (tokenizer.isSpecial(id) ? 0 : tokenizer.tokenBytes(id).length);
  const createState = () => model.createState();
  let [bits, bytes] = [0, 0];
  for (const text of texts) {
    // The end of the text before is what a story begins after, as in training: so the first token counts too.
    const tokenIds = [end, ...text, end];
    const found = await textBits({ model: causalModel, createState, tokenIds, byteLength });
    [bits, bytes] = [bits + found.bits, bytes + found.bytes];
  }
  const test = joined(texts.flatMap((text) => [text, Int32Array.of(end)]));
  const ngrams = trains.map((train) => {
    return ngramBitsPerByte({ train, test, order: 5, vocabSize: causalModel.vocab, byteLength }).bitsPerByte;
  });
  const bitsPerByte = bits / bytes;
  return { source, texts: texts.length, bytes, bitsPerByte, ngramBitsPerByte: Math.min(...ngrams) };
}

/** Continues real stories from their first tokens, and compares as many tokens of both. */
async function varietyOf(model: LanguageModel, stories: readonly Int32Array[], end: number): Promise<Variety> {
  const written: number[] = [];
  const real: number[] = [];
  for (const [index, story] of stories.entries()) {
    if (story.length <= givenTokens) continue;
    const rest = story.subarray(givenTokens);
    real.push(...rest, end);
    const room = model.causalModel.contextLength - givenTokens - 1;
    const options = { maxTokens: Math.min(rest.length, room), temperature, seed: index + 1 };
    const tokenIds = [...story.subarray(0, givenTokens)];
    const { tokenIds: own } = await model.generate({ tokenIds }, options).result;
    written.push(...own.filter((id) => id !== end), end);
  }
  const tokens = Math.min(written.length, real.length);
  const [distinct, distinctOfReal] = [written, real].map((ids) => distinctNGrams(ids.slice(0, tokens), 4)) as [
    number,
    number,
  ];
  return { temperature, tokens, distinct, distinctOfReal, ratio: distinct / distinctOfReal };
}

function savePage(name: string, page: string): void {
  const folder = join(root, 'docs', 'stories');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), page);
}
