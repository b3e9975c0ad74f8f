import { ConfigError } from '@recyclegpt/spec';

/** The tokens that a module can draft. */
export interface DraftVocabulary {
  /** `[draftVocab]`: token ids, ascending. */
  readonly tokenIds: Int32Array;
  /** `[vocab]`: draft ids, −1 for tokens that cannot be drafted. */
  readonly draftIds: Int32Array;
  /** Share of the counted tokens that can be drafted. */
  readonly coverage: number;
}

/**
 * The most frequent tokens of answers; ties by id.
 * @param counts `[vocab]`
 * @throws ConfigError if more are asked for than there are
 */
export function draftVocabulary(counts: Float64Array | readonly number[], size: number): DraftVocabulary {
  if (!Number.isSafeInteger(size) || size < 1 || size > counts.length) {
    throw new ConfigError({
      what: 'A draft vocabulary of this size cannot be made',
      where: 'draftVocab',
      expected: `1 to ${counts.length}`,
      got: `${size}`,
    });
  }
  const count = (id: number): number => counts[id] as number;
  const byCount = Array.from(counts, (_, id) => id).sort((a, b) => count(b) - count(a) || a - b);
  const tokenIds = Int32Array.from(byCount.slice(0, size)).sort();
  const total = byCount.reduce((sum, id) => sum + count(id), 0);
  const covered = tokenIds.reduce((sum, id) => sum + count(id), 0);
  return { ...vocabularyOf(tokenIds, counts.length), coverage: total === 0 ? 0 : covered / total };
}

/** Both directions of a list of token ids. */
export function vocabularyOf(tokenIds: Int32Array, vocab: number): Omit<DraftVocabulary, 'coverage'> {
  const draftIds = new Int32Array(vocab).fill(-1);
  for (const [draftId, id] of tokenIds.entries()) draftIds[id] = draftId;
  return { tokenIds, draftIds };
}
