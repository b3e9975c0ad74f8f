import type { DecoderConfig, RopeScaling } from '@recyclegpt/spec';

/** Cosines and sines of consecutive positions, `[positions, rotaryDim / 2]` each. */
export interface RotaryRows {
  readonly cos: Float32Array;
  readonly sin: Float32Array;
}

/** Rotation of queries and keys by position, computed in double precision for the rows of a pass. */
export class RotaryTable {
  readonly #frequencies: Float64Array;
  readonly #amplitude: number;

  constructor({ rope, headDim }: Pick<DecoderConfig, 'rope' | 'headDim'>) {
    const half = (rope.rotaryDim || headDim) / 2;
    this.#frequencies = Float64Array.from({ length: half }, (_, i) =>
      scaled(rope.base ** (-i / half), i, half, rope.base, rope.scaling),
    );
    this.#amplitude = rope.scaling.kind === 'yarn' ? rope.scaling.attentionFactor : 1;
  }

  /** Rows of `count` positions from `first` on. */
  rows(first: number, count: number): RotaryRows {
    const half = this.#frequencies.length;
    const cos = new Float32Array(count * half);
    const sin = new Float32Array(count * half);
    for (let row = 0; row < count; row += 1) {
      for (let i = 0; i < half; i += 1) {
        const angle = (first + row) * (this.#frequencies[i] ?? 0);
        cos[row * half + i] = Math.cos(angle) * this.#amplitude;
        sin[row * half + i] = Math.sin(angle) * this.#amplitude;
      }
    }
    return { cos, sin };
  }
}

function scaled(frequency: number, index: number, half: number, base: number, scaling: RopeScaling): number {
  switch (scaling.kind) {
    case 'none':
      return frequency;
    case 'linear':
      return frequency / scaling.factor;
    case 'factors':
      return frequency / (scaling.factors[index] ?? 1);
    case 'llama3':
      return llama3(frequency, scaling);
    case 'yarn':
      return yarn(frequency, { index, half, base, scaling });
    default:
      return scaling satisfies never;
  }
}

/** Llama 3.1's interpolation, as in its reference code (`apply_scaling`). */
function llama3(frequency: number, scaling: Extract<RopeScaling, { kind: 'llama3' }>): number {
  const { factor, lowFrequencyFactor, highFrequencyFactor, originalContextLength } = scaling;
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength < originalContextLength / highFrequencyFactor) return frequency;
  if (wavelength > originalContextLength / lowFrequencyFactor) return frequency / factor;
  const smooth = (originalContextLength / wavelength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor);
  return ((1 - smooth) * frequency) / factor + smooth * frequency;
}

interface YarnContext {
  readonly index: number;
  readonly half: number;
  readonly base: number;
  readonly scaling: Extract<RopeScaling, { kind: 'yarn' }>;
}

/** YaRN's ramp between interpolated and kept frequencies (arXiv 2309.00071, equations 17 to 19). */
function yarn(frequency: number, { index, half, base, scaling }: YarnContext): number {
  const { factor, originalContextLength, betaFast, betaSlow } = scaling;
  const correction = (rotations: number): number =>
    (half * Math.log(originalContextLength / (rotations * 2 * Math.PI))) / Math.log(base);
  const low = Math.max(Math.floor(correction(betaFast)), 0);
  const high = Math.min(Math.ceil(correction(betaSlow)), 2 * half - 1);
  const ramp = Math.min(Math.max((index - low) / Math.max(high - low, 0.001), 0), 1);
  return (frequency / factor) * ramp + frequency * (1 - ramp);
}
