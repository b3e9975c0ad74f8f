import type { DraftLength, PassCosts, Round } from '@recyclegpt/spec';
import { AcceptanceRecord } from './acceptance-record.ts';
import { bestLength } from './best-length.ts';
import { DecodingPace } from './decoding-pace.ts';

export interface LengthByCostOptions {
  /** Default 8. */
  readonly maxLength?: number;
  /** Where no draft pays, one token is tried again after so many rounds. Default 32. */
  readonly retryRounds?: number;
}

function observeRound(record: AcceptanceRecord, { accepted, rejected, draftOrigins }: Round): void {
  for (let position = 0; position < accepted + Number(rejected); position++) {
    const drafter = draftOrigins[position] ?? '';
    record.observe({ drafter, position, confidence: undefined }, position < accepted);
  }
}

function costOf({ drafted, draftOrigins }: Round, costs: PassCosts): number {
  return costs.baseMs(1 + drafted.length) + costs.draftMs(draftOrigins[0] ?? '', drafted.length);
}

/** The draft length that gains the most, by the costs of passes and the acceptance seen lately. */
export function lengthByCost({ maxLength = 8, retryRounds = 32 }: LengthByCostOptions = {}): DraftLength {
  const record = new AcceptanceRecord();
  const pace = new DecodingPace();
  let drafter = '';
  let idleRounds = 0;
  return ({ last, costs, room }) => {
    if (last !== undefined) observeRound(record, last);
    if (last !== undefined && last.index > 0) pace.observe(last.tokens.length, costOf(last, costs));
    drafter = last?.draftOrigins[0] ?? drafter;
    const probabilities = Array.from({ length: Math.min(maxLength, room) }, (_, position) =>
      record.estimate({ drafter, position, confidence: undefined }),
    );
    const draftMs = (tokens: number): number => costs.draftMs(drafter, tokens);
    const { length } = bestLength({ costs, probabilities, draftMs, rate: pace.perMs(costs) });
    idleRounds = length === 0 ? idleRounds + 1 : 0;
    return length === 0 && idleRounds % retryRounds === 0 ? 1 : length;
  };
}
