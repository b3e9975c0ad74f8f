/** How an answer compares with those expected. */
export interface AnswerScore {
  /** Harmonic mean of the shares of words that agree, the best over the expected answers, from 0 to 1. */
  readonly f1: number;
  /** One of the expected answers, word for word. */
  readonly isExact: boolean;
}

/**
 * Scores an answer as SQuAD does (Rajpurkar et al., arXiv 1606.05250, and its `evaluate-v2.0.py`): without case,
 * punctuation and articles, words count as often as they occur, and an empty answer agrees with an empty one only.
 * @param expected one or more answers
 */
export function tokenF1(answer: string, expected: readonly string[]): AnswerScore {
  const given = wordsOf(answer);
  let [f1, isExact] = [0, false];
  for (const each of expected) {
    const wanted = wordsOf(each);
    f1 = Math.max(f1, f1Of(given, wanted));
    isExact ||= given.join(' ') === wanted.join(' ');
  }
  return { f1, isExact };
}

function wordsOf(text: string): readonly string[] {
  const plain = text.toLowerCase().replaceAll(/[!-/:-@[-`{-~]/g, '');
  return plain
    .replaceAll(/\b(a|an|the)\b/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
}

function f1Of(given: readonly string[], wanted: readonly string[]): number {
  if (given.length === 0 || wanted.length === 0) return given.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of given) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common += 1;
  }
  if (common === 0) return 0;
  const [precision, recall] = [common / given.length, common / wanted.length];
  return (2 * precision * recall) / (precision + recall);
}
