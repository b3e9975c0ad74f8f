import { type Acceptance, ConfigError } from '@recyclegpt/spec';
import { AcceptanceRecord } from '../costs/acceptance-record.ts';
import type { NamedScheduler } from './define-scheduler.ts';
import { DraftingMarket } from './drafting-market.ts';

export interface AdaptiveOptions {
  /** Longest draft. Default 12. */
  readonly maxLength?: number;
  /** What generations learn about acceptance, if they are to share it. Default: each learns for itself. */
  readonly record?: AcceptanceRecord;
  /** Default: the generation's, which is `exact` unless it says otherwise. */
  readonly acceptance?: Acceptance;
  /** Share of the time that may go into trying models that do not pay at present. Default 0.01. */
  readonly probeShare?: number;
}

function checkOptions({ maxLength, probeShare }: { maxLength: number; probeShare: number }): void {
  const details = { what: 'Adaptive decoding cannot use this option' };
  if (!Number.isSafeInteger(maxLength) || maxLength < 1) {
    const got = String(maxLength);
    throw new ConfigError({ ...details, where: 'maxLength', got, expected: 'an integer of at least 1' });
  }
  if (!(probeShare >= 0 && probeShare <= 1)) {
    throw new ConfigError({
      ...details,
      where: 'probeShare',
      got: String(probeShare),
      expected: 'a number from 0 to 1',
    });
  }
}

/**
 * Drafts with whatever promises the most tokens per second, by the costs of passes and the acceptance seen lately, and
 * not at all where nothing pays: the base's own text, whatever was drafted. Tables are asked in every round; a model
 * when it is expected to beat what they offer, for as long as one more token pays.
 * @throws ConfigError for options out of range.
 */
export function adaptive(options: AdaptiveOptions = {}): NamedScheduler {
  const { maxLength = 12, probeShare = 0.01, record, acceptance } = options;
  checkOptions({ maxLength, probeShare });
  return {
    name: 'adaptive',
    drafters: undefined,
    keeps: acceptance === undefined ? 'text' : acceptance.keeps,
    acceptance,
    start: () => {
      const market = new DraftingMarket({ maxLength, probeShare, record: record ?? new AcceptanceRecord() });
      return async (round) => {
        const { draft, reason } = await market.choose(round);
        return round.check(draft, acceptance, reason);
      };
    },
  };
}
