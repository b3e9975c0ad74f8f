import type { GraphProfile, Precision, WeightFormat } from '@recyclegpt/spec';
import type { LinearWeight } from './linear.ts';
import { type WeightEncoding, weightsPerBlock } from './weight-plan.ts';

/** Format of a tensor in the model file; `undefined` if there is no such tensor. */
export type FormatOf = (tensor: string) => WeightFormat | undefined;

/** What decides how weights are stored. */
export interface EncodingChoice {
  readonly precision: Precision;
  readonly int8Weights: GraphProfile['int8Weights'];
  readonly formatOf: FormatOf;
}

/** Chooses how a matrix is stored. */
export type WeightChooser = (weight: Omit<LinearWeight, 'encoding'>) => LinearWeight;

/** GGUF formats whose blocks a kernel takes as they are. */
const keptFormats: Partial<Record<WeightFormat, WeightEncoding>> = { Q4_0: 'q4_0', Q4_1: 'q4_1', Q8_0: 'q8_0' };

function encodingOf(
  { precision, int8Weights, formatOf }: EncodingChoice,
  { tensors, in: inputs }: Omit<LinearWeight, 'encoding'>,
): WeightEncoding {
  if (precision === 'f32') return 'f32';
  const isInBlocks = inputs % weightsPerBlock === 0;
  if (precision === 'int8' || !isInBlocks) {
    if (int8Weights !== 'blocks') return int8Weights;
    return isInBlocks ? 'q8_0' : 'f32';
  }
  const [first, ...others] = tensors.map(formatOf);
  if (first === undefined || others.some((format) => format !== first)) return 'int4';
  const kept = keptFormats[first] ?? 'int4';
  return precision === 'int4-fast' && kept === 'q4_1' ? 'int4' : kept;
}

/**
 * Chooses how each matrix of a model is stored. Rows that are no multiple of a block cannot be 4-bit: they are 8-bit then, and
 * float32 where 8-bit numbers lie in blocks too.
 */
export function weightChooser(choice: EncodingChoice): WeightChooser {
  return (weight) => ({ ...weight, encoding: encodingOf(choice, weight) });
}
