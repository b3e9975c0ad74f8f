import { DecodingError, type Draft } from '@recyclegpt/spec';

function refuse(where: string, got: string, expected: string): never {
  throw new DecodingError({
    what: 'A draft cannot be used',
    where,
    got,
    expected,
    next: 'Mend the drafter or scheduler that made it.',
  });
}

/**
 * Checks a draft that came from outside.
 * @throws DecodingError for ids outside the vocabulary, or lists whose lengths differ.
 */
export function checkDraft(draft: Draft, vocab: number, where: string): void {
  if (typeof draft !== 'object' || draft === null || !Array.isArray(draft.tokens)) {
    refuse(where, String(draft), 'a draft: { tokens, origins }');
  }
  const { tokens, origins, confidences, distributions } = draft;
  const wrong = tokens.find((id) => !Number.isInteger(id) || id < 0 || id >= vocab);
  if (wrong !== undefined) refuse(where, `token ${wrong}`, `ids from 0 to ${vocab - 1}`);
  for (const [name, list] of Object.entries({ origins, confidences, distributions })) {
    if (list === undefined && name !== 'origins') continue;
    if (list?.length !== tokens.length)
      refuse(where, `${list?.length ?? 'no'} ${name}`, `${tokens.length}, one a token`);
  }
  const row = distributions?.find((distribution) => distribution.length !== vocab);
  if (row !== undefined) refuse(where, `a distribution over ${row.length} tokens`, `${vocab}`);
}
