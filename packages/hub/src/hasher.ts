/** An incremental SHA-256. Made for one stream of bytes, used once. */
export interface Hasher {
  update(chunk: Uint8Array): void;
  /** Ends the stream; 64 lower-case hexadecimal digits. */
  hexDigest(): string;
}
