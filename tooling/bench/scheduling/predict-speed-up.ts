/** The best that drafts of a known quality can do. */
export interface Prediction {
  /** Tokens a draft. */
  readonly length: number;
  readonly speedUp: number;
}

export interface PredictionInput {
  /** T(M) by M, in milliseconds; what lies between those measured is interpolated. */
  readonly passCostMs: Readonly<Record<number, number>>;
  /** Probability of a drafted token to be kept if those before it are. */
  readonly acceptance: number;
  /** Milliseconds of drafting a token. */
  readonly draftMs: number;
  readonly maxLength: number;
}

/** Milliseconds of a pass over `rows`, on straight lines between those measured. */
function passMs(passCostMs: Readonly<Record<number, number>>, rows: number): number {
  const known = Object.keys(passCostMs)
    .map(Number)
    .sort((a, b) => a - b);
  const above = known.find((each) => each >= rows) ?? known.at(-1) ?? 1;
  const below = known.filter((each) => each <= rows).at(-1) ?? above;
  const [low, high] = [passCostMs[below] ?? Number.NaN, passCostMs[above] ?? Number.NaN];
  return above === below ? low : low + ((high - low) * (rows - below)) / (above - below);
}

/**
 * Speed against plain decoding of drafts of the best fixed length: (1 + a + … + a^L) T(1) / (T(1 + L) + L c), after
 * Leviathan et al. (arXiv 2211.17192, theorem 3.8), with measured T in place of a constant.
 */
export function predictSpeedUp({ passCostMs, acceptance, draftMs, maxLength }: PredictionInput): Prediction {
  let best: Prediction = { length: 0, speedUp: 1 };
  let expected = 1;
  for (let length = 1; length <= maxLength; length += 1) {
    expected += acceptance ** length;
    const speedUp = (expected * passMs(passCostMs, 1)) / (passMs(passCostMs, 1 + length) + length * draftMs);
    if (speedUp > best.speedUp) best = { length, speedUp };
  }
  return best;
}
