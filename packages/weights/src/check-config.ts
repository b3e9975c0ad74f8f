import { type DecoderConfig, FileError } from '@recyclegpt/spec';

/**
 * Passes a config on if its values fit each other.
 * @param file what to call the file in messages
 * @throws FileError naming the values that contradict each other
 */
export function checkConfig(config: DecoderConfig, file: string): DecoderConfig {
  const { heads, kvHeads, headDim, normEpsilon, rope } = config;
  const rules: readonly (readonly [holds: boolean, expected: string, got: string])[] = [
    [
      heads % kvHeads === 0,
      'a number of heads that the key-value heads divide',
      `${heads} heads, ${kvHeads} key-value heads`,
    ],
    [
      Number.isInteger(headDim) && headDim >= 1,
      'a hidden size that the heads divide',
      `${config.hidden} for ${heads} heads`,
    ],
    [isEvenUpTo(rope.rotaryDim, headDim), `an even number of rotated dimensions up to ${headDim}`, `${rope.rotaryDim}`],
    [rope.base > 0, 'a positive rope base', String(rope.base)],
    [normEpsilon > 0, 'a positive epsilon of the norms', String(normEpsilon)],
  ];
  for (const [holds, expected, got] of rules) {
    if (!holds) throw new FileError({ what: 'the model file contradicts itself', where: file, expected, got });
  }
  return config;
}

function isEvenUpTo(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 2 && value <= most && value % 2 === 0;
}
