/** Endings of files that Python unpickles, or that bring code of their own. */
const pickleFile =
  /(?:\.(?:pt|pth|ckpt|pkl|pickle|joblib)$|(?:^|\/)(?:pytorch_model|training_args|optimizer|scheduler|rng_state|consolidated)[^/]*\.bin$)/i;

/** Why a pickle is never opened, for messages. */
export const pickleReason =
  'A pickle is a program: whoever opens it runs what its author wrote, so it is never opened here';

/** Whether a file's name says that it is a pickle. */
export function isPickleName(path: string): boolean {
  return pickleFile.test(path);
}

/**
 * Whether a file begins as a pickle, or as the zip archive that PyTorch puts pickles into. A checkpoint of llama2.c begins
 * with its width as a 32-bit integer; the third byte, which no width reaches and no pickle leaves at zero, tells them apart.
 */
export function isPickleContent(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head;
  const isZip = first === 0x50 && second === 0x4b && third === 0x03;
  return isZip || (first === 0x80 && second >= 2 && second <= 5 && third !== 0);
}
