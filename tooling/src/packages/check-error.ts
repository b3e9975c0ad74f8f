/** A check that found a fault in a package. The message is all that the reader gets, so it quotes the tool's output. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
}
