import { ConfigError } from '@recyclegpt/spec';
import { recycleTensors } from './recycle-config.ts';

/**
 * Token ids of a draft vocabulary, ascending, from a module's offsets.
 * @param d2t `[draftVocab]` int32: token id minus draft id
 * @returns `[draftVocab]` int32
 * @throws ConfigError if they leave the vocabulary or do not ascend.
 */
export function draftTokenIds(d2t: Int32Array, vocab: number): Int32Array {
  const tokenIds = d2t.map((offset, draftId) => draftId + offset);
  const wrong = tokenIds.findIndex((id, draftId) => id < 0 || id >= vocab || id <= (tokenIds[draftId - 1] ?? -1));
  if (wrong < 0) return tokenIds;
  throw new ConfigError({
    what: 'A draft vocabulary cannot be used',
    where: `tensor ${recycleTensors.d2t}, draft id ${wrong}`,
    expected: `token ids from 0 to ${vocab - 1} in ascending order`,
    got: `token ${tokenIds[wrong]}${wrong === 0 ? '' : ` after ${tokenIds[wrong - 1]}`}`,
  });
}

/** The offsets of a draft vocabulary, as files hold them. The reverse of `draftTokenIds`. */
export function draftOffsets(tokenIds: Int32Array): Int32Array {
  return tokenIds.map((token, draftId) => token - draftId);
}

/** Place of a token in an ascending draft vocabulary, `undefined` if it is not there. */
export function draftIdOf(tokenIds: Int32Array, token: number): number | undefined {
  let first = 0;
  let end = tokenIds.length;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if ((tokenIds[middle] as number) < token) first = middle + 1;
    else end = middle;
  }
  return tokenIds[first] === token ? first : undefined;
}
