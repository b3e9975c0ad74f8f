import { type Acceptance, ConfigError } from '@recyclegpt/spec';

export interface TypicalAcceptanceOptions {
  /** A token at least this likely is always kept. Medusa's default 0.09. */
  readonly epsilon?: number;
  /** Factor of exp(-entropy): the more open the base is, the less likely a token may be. Medusa's default 0.3. */
  readonly delta?: number;
}

function entropyOf(distribution: Float32Array): number {
  let entropy = 0;
  for (const p of distribution) if (p > 0) entropy -= p * Math.log(p);
  return entropy;
}

/**
 * Medusa's typical acceptance (arXiv 2401.10774, section 2.3.1): keeps a token whose probability is above
 * min(epsilon, delta * exp(-entropy)). Lossy, tunable; at temperature 0 the base's distribution is one token and it
 * becomes `exact`.
 * @throws ConfigError for values outside (0, 1].
 */
export function typicalAcceptance({ epsilon = 0.09, delta = 0.3 }: TypicalAcceptanceOptions = {}): Acceptance {
  for (const [option, value] of Object.entries({ epsilon, delta })) {
    if (value > 0 && value <= 1) continue;
    throw new ConfigError({
      what: 'Typical acceptance cannot use this threshold',
      where: option,
      got: String(value),
      expected: 'a number above 0 and at most 1',
    });
  }
  return {
    name: 'typical-acceptance',
    keeps: 'nothing',
    decide({ token, baseChoice, baseDistribution }) {
      const base = baseDistribution();
      return base[token]! > Math.min(epsilon, delta * Math.exp(-entropyOf(base))) ? token : baseChoice;
    },
  };
}
