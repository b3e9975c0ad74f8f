import type { Hasher } from '../hasher.ts';

/**
 * What the hub says that a file's content hashes to: SHA-256 for files that it keeps apart (LFS and Xet alike), else the
 * id of the git blob, which is a SHA-1 over a header and the content.
 */
export interface ContentHash {
  readonly kind: 'sha256' | 'git-sha1';
  /** Lower-case hexadecimal. */
  readonly hex: string;
}

/** The hash functions of a platform. */
export interface Hashers {
  sha256(): Hasher;
  sha1(): Hasher;
}

/** A hash as a hub writes it in an ETag: 64 hexadecimal digits are SHA-256, 40 a git blob; `undefined` for others. */
export function contentHashOf(etag: string | null | undefined): ContentHash | undefined {
  const hex = /^(?:W\/)?"?([0-9a-fA-F]{64}|[0-9a-fA-F]{40})"?$/.exec(etag ?? '')?.[1]?.toLowerCase();
  if (hex === undefined) return undefined;
  return { kind: hex.length === 64 ? 'sha256' : 'git-sha1', hex };
}

/** What a file's bytes came to. */
export interface Digests {
  readonly sha256: string;
  /** Id of the git blob with this content. */
  readonly gitSha1: string;
  readonly sizeBytes: number;
}

/** Hashes a file of a known size both ways, in one reading. */
export async function digestOf(
  chunks: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  hashers: Hashers,
): Promise<Digests> {
  const [sha256, sha1] = [hashers.sha256(), hashers.sha1()];
  sha1.update(new TextEncoder().encode(`blob ${sizeBytes}\0`));
  let readBytes = 0;
  for await (const chunk of chunks) {
    sha256.update(chunk);
    // A git blob's id is only told for small files; hashing large ones twice would take twice as long.
    if (sizeBytes <= mostGitBytes) sha1.update(chunk);
    readBytes += chunk.length;
  }
  const gitSha1 = sizeBytes <= mostGitBytes ? sha1.hexDigest() : '';
  return { sha256: sha256.hexDigest(), gitSha1, sizeBytes: readBytes };
}

/** The hub keeps larger files apart, under their SHA-256. */
const mostGitBytes = 64 << 20;

/** Whether content that hashed so is the expected one. */
export function isContent({ sha256, gitSha1 }: Digests, { kind, hex }: ContentHash): boolean {
  return (kind === 'sha256' ? sha256 : gitSha1) === hex;
}
