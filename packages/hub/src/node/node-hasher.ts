import { createHash } from 'node:crypto';
import type { Hasher } from '../hasher.ts';

/** SHA-256 by Node's own library. */
export function nodeHasher(): Hasher {
  const hash = createHash('sha256');
  return {
    update(chunk) {
      hash.update(chunk);
    },
    hexDigest: () => hash.digest('hex'),
  };
}
