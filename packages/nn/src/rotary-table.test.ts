import type { DecoderConfig, RopeScaling } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { RotaryTable } from './rotary-table.ts';

type Rope = DecoderConfig['rope'];

/** Frequencies, read from the sines of a small step of position. */
function frequenciesOf(rope: Rope, headDim = rope.rotaryDim): readonly number[] {
  const { cos, sin } = new RotaryTable({ rope, headDim }).rows(1, 1);
  return [...sin].map((value, i) => Math.atan2(value, cos[i] as number));
}

const llama31: RopeScaling = {
  kind: 'llama3',
  factor: 8,
  lowFrequencyFactor: 1,
  highFrequencyFactor: 4,
  originalContextLength: 8192,
};

describe('rotary frequencies', () => {
  it('are powers of the base, as in the RoFormer paper', () => {
    const got = frequenciesOf({ base: 10_000, rotaryDim: 8, scaling: { kind: 'none' } });
    for (const [i, expected] of [1, 0.1, 0.01, 0.001].entries()) expect(got[i]).toBeCloseTo(expected, 7);
  });

  it('a rotary size of 0 means the whole head', () => {
    expect(frequenciesOf({ base: 10_000, rotaryDim: 0, scaling: { kind: 'none' } }, 8).length).toBe(4);
  });

  it('linear scaling divides positions', () => {
    const table = (scaling: RopeScaling) =>
      new RotaryTable({ rope: { base: 10_000, rotaryDim: 16, scaling }, headDim: 16 });
    expect(table({ kind: 'linear', factor: 4 }).rows(40, 1).cos).toEqual(table({ kind: 'none' }).rows(10, 1).cos);
  });

  it('Llama 3.1’s are those of its rope_freqs: 29 kept, the last 29 divided by 8, a ramp between', () => {
    const rope = { base: 500_000, rotaryDim: 128 } as const;
    const plain = frequenciesOf({ ...rope, scaling: { kind: 'none' } });
    const factors = frequenciesOf({ ...rope, scaling: llama31 }).map(
      (frequency, i) => (plain[i] as number) / frequency,
    );
    for (const factor of factors.slice(0, 29)) expect(factor).toBeCloseTo(1, 6);
    for (const factor of factors.slice(35)) expect(factor).toBeCloseTo(8, 4);
    const ramp = factors.slice(28, 36);
    expect(ramp).toEqual([...ramp].sort((a, b) => a - b));
    expect(factors[29]).toBeGreaterThan(1.01);
    expect(factors[34]).toBeLessThan(7.9);
  });

  it('factors divide one by one', () => {
    const got = frequenciesOf({ base: 10_000, rotaryDim: 8, scaling: { kind: 'factors', factors: [1, 2, 4, 8] } });
    for (const [i, expected] of [1, 0.05, 0.0025, 0.000125].entries()) expect(got[i]).toBeCloseTo(expected, 7);
  });

  it('yarn keeps the fast ones, divides the slow ones, and scales cosines and sines', () => {
    // Qwen2.5's long-context setting: base 1e6, 128 dims, factor 4 over 32,768; corrections at 23.6 and 39.6 of 64 pairs.
    const scaling: RopeScaling = {
      kind: 'yarn',
      factor: 4,
      originalContextLength: 32_768,
      betaFast: 32,
      betaSlow: 1,
      attentionFactor: 1.1386,
    };
    const rope = { base: 1_000_000, rotaryDim: 128 } as const;
    const plain = frequenciesOf({ ...rope, scaling: { kind: 'none' } });
    const factors = frequenciesOf({ ...rope, scaling }).map((frequency, i) => (plain[i] as number) / frequency);
    for (const factor of factors.slice(0, 24)) expect(factor).toBeCloseTo(1, 5);
    for (const factor of factors.slice(40)) expect(factor).toBeCloseTo(4, 3);
    const ramp = factors.slice(23, 41);
    expect(ramp).toEqual([...ramp].sort((a, b) => a - b));
    // Half way the frequency is the mean of kept and divided: 1 / ((1 + 1/4) / 2).
    expect(factors[31]).toBeCloseTo(1 / (0.25 * (8 / 17) + 9 / 17), 4);
    expect(new RotaryTable({ rope: { ...rope, scaling }, headDim: 128 }).rows(0, 1).cos[0]).toBeCloseTo(1.1386, 6);
  });

  it('positions far out keep double precision', () => {
    const { sin } = new RotaryTable({
      rope: { base: 10_000, rotaryDim: 2, scaling: { kind: 'none' } },
      headDim: 2,
    }).rows(100_003, 2);
    expect(sin).toEqual(Float32Array.of(Math.sin(100_003), Math.sin(100_004)));
  });
});
