interface Sample {
  readonly step: number;
  readonly timeMs: number;
}

const defaultWindow = 64;

/** Estimates when a run ends from the speed of its last steps. The clock is the caller's. */
export class TimeLeft {
  readonly #window: number;
  #samples: Sample[] = [];

  /** @param window how many of the last samples count */
  constructor(window = defaultWindow) {
    this.#window = Math.max(2, window);
  }

  /** Notes when a step was done. A step at or before the last one begins anew, as after a resume. */
  add(step: number, timeMs: number): void {
    const last = this.#samples.at(-1);
    if (last !== undefined && (step <= last.step || timeMs < last.timeMs)) this.#samples = [];
    this.#samples.push({ step, timeMs });
    if (this.#samples.length > this.#window) this.#samples.shift();
  }

  /** Milliseconds that a step takes; `undefined` before the second sample. */
  get stepMs(): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.step === first.step) return undefined;
    return (last.timeMs - first.timeMs) / (last.step - first.step);
  }

  /** Milliseconds from the last sample to the end; `undefined` before the second sample. */
  leftMs(totalSteps: number): number | undefined {
    const { stepMs } = this;
    const last = this.#samples.at(-1);
    if (stepMs === undefined || last === undefined) return undefined;
    return Math.max(0, totalSteps - last.step) * stepMs;
  }
}
