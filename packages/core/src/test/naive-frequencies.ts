import type { DecoderConfig } from '@recyclegpt/spec';

type Yarn = Extract<DecoderConfig['rope']['scaling'], { kind: 'yarn' }>;
type Llama3 = Extract<DecoderConfig['rope']['scaling'], { kind: 'llama3' }>;

/** After transformers' `_compute_llama3_parameters`: vectors of masks there, one frequency here. */
function llama3(
  plain: number,
  { factor, lowFrequencyFactor, highFrequencyFactor, originalContextLength }: Llama3,
): number {
  const lowWavelength = originalContextLength / lowFrequencyFactor;
  const highWavelength = originalContextLength / highFrequencyFactor;
  const wavelength = (2 * Math.PI) / plain;
  const scaled = wavelength > lowWavelength ? plain / factor : plain;
  const smooth = (originalContextLength / wavelength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
  const isMedium = !(wavelength < highWavelength) && !(wavelength > lowWavelength);
  return isMedium ? ((1 - smooth) * scaled) / factor + smooth * scaled : scaled;
}

/** After transformers' `_compute_yarn_parameters`. */
function yarn(
  plain: number,
  index: number,
  { rope, dim, scaling }: { rope: DecoderConfig['rope']; dim: number; scaling: Yarn },
): number {
  const correctionDim = (rotations: number): number =>
    (dim * Math.log(scaling.originalContextLength / (rotations * 2 * Math.PI))) / (2 * Math.log(rope.base));
  const low = Math.max(Math.floor(correctionDim(scaling.betaFast)), 0);
  let high = Math.min(Math.ceil(correctionDim(scaling.betaSlow)), dim - 1);
  if (low === high) high += 0.001;
  const extrapolated = 1 - Math.min(1, Math.max(0, (index - low) / (high - low)));
  return (plain / scaling.factor) * (1 - extrapolated) + plain * extrapolated;
}

/** Frequencies of rotation, one for each pair of a head's elements, and what cosines and sines are multiplied by. */
export function naiveFrequencies({ rope, headDim }: DecoderConfig): {
  readonly frequencies: readonly number[];
  readonly amplitude: number;
} {
  const dim = rope.rotaryDim || headDim;
  const { scaling } = rope;
  const frequencies = Array.from({ length: dim / 2 }, (_, index) => {
    const plain = 1 / rope.base ** ((2 * index) / dim);
    if (scaling.kind === 'linear') return plain / scaling.factor;
    if (scaling.kind === 'factors') return plain / (scaling.factors[index] as number);
    if (scaling.kind === 'llama3') return llama3(plain, scaling);
    if (scaling.kind === 'yarn') return yarn(plain, index, { rope, dim, scaling });
    return plain;
  });
  return { frequencies, amplitude: scaling.kind === 'yarn' ? scaling.attentionFactor : 1 };
}
