import type { DraftLength, Round } from '@recyclegpt/spec';
import { AcceptanceRecord } from './acceptance-record.ts';
import { bestLength } from './best-length.ts';

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

/** A draft length with the best expected tokens per second, from the costs of passes and the acceptance seen lately. */
export function lengthByCost({ maxLength = 8, retryRounds = 32 }: LengthByCostOptions = {}): DraftLength {
  const record = new AcceptanceRecord();
  let drafter = '';
  let idleRounds = 0;
  return ({ last, costs, room }) => {
    if (last !== undefined) observeRound(record, last);
    drafter = last?.draftOrigins[0] ?? drafter;
    const probabilities = Array.from({ length: Math.min(maxLength, room) }, (_, position) =>
      record.estimate({ drafter, position, confidence: undefined }),
    );
    const { length } = bestLength({ costs, probabilities, draftMs: (tokens) => costs.draftMs(drafter, tokens) });
    idleRounds = length === 0 ? idleRounds + 1 : 0;
    return length === 0 && idleRounds % retryRounds === 0 ? 1 : length;
  };
}
