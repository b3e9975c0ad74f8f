import { createHash } from 'node:crypto';
import type { Hasher } from '../hasher.ts';
import type { Hashers } from '../ranges/content-hash.ts';

function hasher(algorithm: 'sha256' | 'sha1'): Hasher {
  const hash = createHash(algorithm);
  return {
    update(chunk) {
      hash.update(chunk);
    },
    hexDigest: () => hash.digest('hex'),
  };
}

/** SHA-256 by OpenSSL. */
export function nodeHasher(): Hasher {
  return hasher('sha256');
}

/** The hash functions of OpenSSL. */
export const nodeHashers: Hashers = Object.freeze({ sha256: nodeHasher, sha1: () => hasher('sha1') });
