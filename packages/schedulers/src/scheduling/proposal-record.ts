import type { Draft } from '@recyclegpt/spec';
import type { AcceptanceRecord } from '../costs/acceptance-record.ts';

/** A draft, used or not, and how far the text has told about it. */
interface Proposal {
  readonly drafter: string;
  readonly draft: Draft;
  readonly start: number;
  judged: number;
}

/**
 * Compares all that was proposed with what was written in the end. So tables are known without a pass being spent on
 * them, and also where their drafts do not pay.
 */
export class ProposalRecord {
  readonly acceptance: AcceptanceRecord;
  #open: Proposal[] = [];

  constructor(acceptance: AcceptanceRecord) {
    this.acceptance = acceptance;
  }

  /** Remembers a draft that was made for the text of this length. */
  add(drafter: string, draft: Draft, start: number): void {
    if (draft.tokens.length > 0) this.#open.push({ drafter, draft, start, judged: 0 });
  }

  /** Judges the open proposals by the text. */
  observe(tokens: readonly number[]): void {
    this.#open = this.#open.filter((proposal) => this.#isOpen(proposal, tokens));
  }

  /**
   * Probability of each of `length` tokens to be kept if those before it are: by confidence where the drafter has told
   * one, by position beyond.
   */
  probabilities(drafter: string, confidences: readonly number[] | undefined, length: number): number[] {
    return Array.from({ length }, (_, position) =>
      this.acceptance.estimate({ drafter, position, confidence: confidences?.[position] }),
    );
  }

  #isOpen(proposal: Proposal, tokens: readonly number[]): boolean {
    const { drafter, draft, start } = proposal;
    for (; proposal.judged < draft.tokens.length; proposal.judged++) {
      const position = proposal.judged;
      const written = tokens[start + position];
      if (written === undefined) return true;
      const isKept = written === draft.tokens[position];
      this.acceptance.observe({ drafter, position, confidence: draft.confidences?.[position] }, isKept);
      if (!isKept) return false;
    }
    return false;
  }
}
