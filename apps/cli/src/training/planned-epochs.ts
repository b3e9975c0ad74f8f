import { FileError, type Storage } from '@recyclegpt/spec';
import { writeJson } from './base-tokenizer.ts';
import { runPaths } from './run-folder.ts';

/**
 * How many epochs a run has: noted when it begins, since --hours is turned into epochs by what was measured then.
 * @param epochs to note
 * @returns `undefined` if nothing is noted yet
 * @throws FileError for a note that cannot be read
 */
export async function plannedEpochs(storage: Storage, epochs?: number): Promise<number | undefined> {
  if (epochs !== undefined) {
    await writeJson(storage, runPaths.plan, { epochs });
    return epochs;
  }
  using source = await storage.open(runPaths.plan);
  if (source === undefined) return undefined;
  const text = new TextDecoder().decode(await source.read(0, source.sizeBytes));
  const noted = /"epochs":\s*(\d+(?:\.\d+)?)/.exec(text)?.[1];
  if (noted !== undefined) return Number(noted);
  throw new FileError({
    what: 'The plan of a run cannot be read',
    where: source.name,
    next: 'Remove it to plan anew.',
  });
}

/** Epochs that fit into a time, in hundredths: at least one of these. */
export function epochsWithin(ms: number, epochMs: number): number {
  return Math.max(1, Math.floor((100 * ms) / epochMs)) / 100;
}
