import type { PassCosts } from '@recyclegpt/spec';

/** Rounds fade by this much each, so that some thirty of them count. */
const fading = 0.97;
/** Rounds of plain decoding that a generation is thought to have behind it. */
const firstRounds = 8;

/** Tokens per millisecond in the long run: what a millisecond is worth when it is to be spent on a draft. */
export class DecodingPace {
  #tokens = 0;
  #ms = 0;
  #isBegun = false;

  /** Tells of a round: its tokens, and what it cost by the cost model. */
  observe(tokens: number, ms: number): void {
    this.#tokens = this.#tokens * fading + tokens;
    this.#ms = this.#ms * fading + ms;
  }

  /** Never below that of plain decoding, which is always to be had. */
  perMs(costs: PassCosts): number {
    const plainMs = costs.baseMs(1);
    if (!this.#isBegun) {
      this.#isBegun = true;
      this.#tokens += firstRounds;
      this.#ms += firstRounds * plainMs;
    }
    return Math.max(1 / plainMs, this.#tokens / this.#ms);
  }
}
