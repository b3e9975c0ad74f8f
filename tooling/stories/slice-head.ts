import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecycleFile, recycleFile } from '@recyclegpt/core';
import { bytesSource } from '@recyclegpt/hub';
import { loadModel } from 'recyclegpt';
import type { StorySource } from './training-facts.ts';

export interface SliceHeadOptions {
  /** Folder of a storyteller's package, whose module has the base's whole head. */
  readonly folder: string;
  /** Folder with the stories that `sources` names. */
  readonly stories: string;
  readonly sources: readonly Pick<StorySource, 'file' | 'copies'>[];
  /** Tokens that the module can draft from then on: those that the stories have most. */
  readonly draftVocab: number;
}

/** One story of so many is counted: their words are soon the same. */
const countedShare = 4;

/**
 * Gives a module the rows of the base's head that stories need most in place of the whole head, which a module of a small
 * model spends half of its time on. Nothing is trained for it.
 * @returns share of the stories' tokens that can be drafted
 */
export async function sliceHead({ folder, stories, sources, draftVocab }: SliceHeadOptions): Promise<number> {
  const file = join(folder, 'recycle.safetensors');
  using opened = await readRecycleFile(bytesSource(file, readFileSync(file)));
  const counts = await tokenCounts({ folder, stories, sources });
  const tokenIds = [...counts.keys()]
    .sort((a, b) => (counts[b] as number) - (counts[a] as number))
    .slice(0, draftVocab)
    .sort((a, b) => a - b);
  const names = [...opened.weights.tensors.keys()];
  const tensors = new Map(
    await Promise.all(names.map(async (name) => [name, await opened.weights.readFloat32(name)] as const)),
  );
  const { base, about } = opened;
  const config = { ...opened.config, head: 'sliced' as const, draftVocab };
  const bytes = recycleFile({ config, base, about, tensors, tokenIds: Int32Array.from(tokenIds) }, 'F16');
  writeFileSync(file, Buffer.concat([...bytes]));
  const all = counts.reduce((sum, each) => sum + each, 0);
  return tokenIds.reduce((sum, id) => sum + (counts[id] as number), 0) / all;
}

/** How often each token is in the stories. */
async function tokenCounts({ folder, stories, sources }: Omit<SliceHeadOptions, 'draftVocab'>): Promise<Float64Array> {
  using model = await loadModel(folder, { recycle: 'none', preparedFolder: false });
  const counts = new Float64Array(model.tokenizer.vocabSize);
  for (const { file, copies } of sources) {
    const texts = readFileSync(join(stories, file), 'utf8').split('\n<|endoftext|>\n');
    for (let at = 0; at < texts.length; at += countedShare)
      for (const id of model.tokenizer.encode(texts[at] as string)) counts[id] = (counts[id] as number) + copies;
  }
  return counts;
}
