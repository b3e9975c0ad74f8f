import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileSource, folderStorage } from '@recyclegpt/hub/node';
import type { Tokenizer } from '@recyclegpt/spec';
import { openTokenCache, type TokenStream } from '@recyclegpt/train';
import { sourceArguments, toolEnvironment } from '../../lib/environment.mjs';
import { root, say } from '../shared-report.ts';

/** Where stories come from: a sample of TinyStories, and those of this project's grammar. */
export const storySources = ['tinystories', 'written'] as const;
export type StorySource = (typeof storySources)[number];

/** A collection of stories as token ids, in the two parts that training saw. */
export interface SplitStories {
  readonly source: StorySource;
  /** [tokens] of training texts, each closed by the end of text. */
  readonly train: Int32Array;
  /** Held-out texts: [tokens], without the end of text. */
  readonly heldOut: readonly Int32Array[];
}

/** Share of texts that training holds out, by their hashes. */
const heldOutShare = 0.05;
const folder = join(root, '.cache', 'stories');

/**
 * The stories that storytellers are trained on, parted as in training: texts are held out by hashes of their characters,
 * whatever stands beside them and however often they are repeated. The files are made where they are missing.
 */
export async function splitStories(source: StorySource, tokenizer: Tokenizer, print: string): Promise<SplitStories> {
  makeStories();
  using file = await fileSource(join(folder, `${source}.txt`));
  using cache = await openTokenCache({
    sources: [{ source: file, format: { kind: 'text' } }],
    tokenizer,
    storage: folderStorage(folder),
    path: `${source}-${print}.tokens`,
  });
  const { train, validation } = cache.split(heldOutShare);
  return { source, train: (await train.read(0, train.numTokens)).tokenIds, heldOut: await documentsOf(validation) };
}

function makeStories(): void {
  if (existsSync(join(folder, 'written.txt'))) return;
  say('Making the stories (tooling/stories/make.ts) …');
  const program = join(root, 'tooling', 'stories', 'make.ts');
  execFileSync(process.execPath, [...sourceArguments, program, '--out', folder], { cwd: root, env: toolEnvironment() });
}

async function documentsOf(stream: TokenStream): Promise<readonly Int32Array[]> {
  const { tokenIds, documentStarts } = await stream.read(0, stream.numTokens);
  return documentStarts.map((start, index) =>
    tokenIds.slice(start, (documentStarts[index + 1] ?? tokenIds.length) - 1),
  );
}
