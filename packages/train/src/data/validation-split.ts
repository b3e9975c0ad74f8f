import { ConfigError } from '@recyclegpt/spec';

const hashes32 = 2 ** 32;

function checkValidationShare(share: number): void {
  if (share >= 0 && share < 1) return;
  throw new ConfigError({
    what: 'This share of documents cannot be kept for validation',
    where: 'validationShare',
    got: String(share),
    expected: 'a number from 0 to below 1',
  });
}

/** Which documents train, and which validate. */
export interface DocumentSplit {
  /** Indices of documents, ascending; so in `validation`. */
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * A document validates if its hash lies in the lowest share of all hashes.
 * @param hashes [documents] of their texts, spread evenly over 32 bits
 * @throws ConfigError for a share that is not from 0 to below 1
 */
export function splitDocumentsByHash(hashes: Uint32Array, share: number): DocumentSplit {
  checkValidationShare(share);
  const limit = share * hashes32;
  const numValidation = hashes.reduce((count, hash) => count + (hash < limit ? 1 : 0), 0);
  const train = new Uint32Array(hashes.length - numValidation);
  const validation = new Uint32Array(numValidation);
  let trained = 0;
  let validated = 0;
  for (const [index, hash] of hashes.entries()) {
    if (hash < limit) validation[validated++] = index;
    else train[trained++] = index;
  }
  return { train, validation };
}
