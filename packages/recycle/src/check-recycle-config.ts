import { ConfigError } from '@recyclegpt/spec';
import type { RecycleConfig } from './recycle-config.ts';

type Rule = readonly [holds: boolean, key: keyof RecycleConfig, expected: string];

const sizes = [
  'hidden',
  'vocab',
  'draftVocab',
  'layers',
  'heads',
  'kvHeads',
  'headDim',
  'intermediate',
] as const satisfies readonly (keyof RecycleConfig)[];

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

/**
 * Checks that the values of a config fit each other.
 * @throws ConfigError naming the key at fault.
 */
export function checkRecycleConfig(config: RecycleConfig): void {
  const broken = rules(config).find(([holds]) => !holds);
  if (broken === undefined) return;
  const [, key, expected] = broken;
  throw new ConfigError({
    what: 'A recycle module cannot have this shape',
    where: `recycle config, key ${key}`,
    expected,
    got: JSON.stringify(config[key]),
  });
}

function rules(config: RecycleConfig): readonly Rule[] {
  const { tappedLayers, fusion, entry, feedback, head, draftVocab, vocab, heads, kvHeads, headDim, rope } = config;
  const rotaryDim = rope.rotaryDim || headDim;
  return [
    ...sizes.map((key): Rule => [isCount(config[key]), key, 'a positive integer']),
    [isAscending(tappedLayers), 'tappedLayers', 'layers of the base, from 0, each once, in ascending order'],
    [fusion === 'linear' || fusion === 'none', 'fusion', '"linear" or "none"'],
    [fusion === 'linear' || tappedLayers.length === 1, 'fusion', '"linear", as there are several tapped layers'],
    [entry === 'paired' || entry === 'joined', 'entry', '"paired" or "joined"'],
    [feedback === 'normed' || feedback === 'raw', 'feedback', '"normed" or "raw"'],
    [head === 'own' || head === 'sliced' || head === 'shared', 'head', '"own", "sliced" or "shared"'],
    [draftVocab <= vocab, 'draftVocab', `at most the base's vocabulary of ${vocab}`],
    [head !== 'shared' || draftVocab === vocab, 'draftVocab', `${vocab}, as the base's head is shared`],
    [heads % kvHeads === 0, 'kvHeads', `a divisor of ${heads} heads`],
    [rotaryDim % 2 === 0 && rotaryDim <= headDim, 'rope', `an even rotaryDim of at most ${headDim}`],
    [rope.base > 0, 'rope', 'a positive base'],
    [config.normEpsilon > 0, 'normEpsilon', 'a positive number'],
  ];
}

function isAscending(layers: readonly number[]): boolean {
  return (
    layers.length > 0 &&
    layers.every((layer, i) => Number.isSafeInteger(layer) && layer >= 0 && layer > (layers[i - 1] ?? -1))
  );
}
