import type { AcceptanceName, SamplerChoice, SchedulerChoice } from '../protocol/calls.ts';

/** Ways of decoding that can be chosen. */
export const schedulerKinds = ['adaptive', 'verified', 'alternating', 'autoregressive', 'custom'] as const;
export type SchedulerKind = (typeof schedulerKinds)[number];

export const acceptanceNames = ['exact', 'maximal', 'typical', 'trust'] as const satisfies readonly AcceptanceName[];

/** How texts are written: what the drawer Tune sets. */
export interface WriteSettings {
  readonly scheduler: SchedulerKind;
  /** Tokens of a draft (`verified`), most tokens of one (`adaptive`); `undefined`: as usual. */
  readonly draftLength: number | undefined;
  readonly acceptance: AcceptanceName;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topK: number | undefined;
  readonly topP: number | undefined;
  readonly minP: number | undefined;
  readonly repetitionPenalty: number | undefined;
  /** The body of a scheduler that was typed in. */
  readonly source: string;
}

/** The scheduler that the editor begins with: it drafts less after a refusal. */
const exampleSource = `// round.state.tokens, round.last, round.costs, round.drafters, round.room
// memory: an object that lasts; rules: exact, maximal, typical, trust
const length = round.last?.rejected ? 1 : 4;
const draft = await round.draft(length);
return round.check(draft, exact, 'cautious');`;

export const usualSettings: WriteSettings = {
  scheduler: 'adaptive',
  draftLength: undefined,
  acceptance: 'exact',
  maxTokens: 80,
  temperature: 0.7,
  topK: undefined,
  topP: undefined,
  minP: undefined,
  repetitionPenalty: undefined,
  source: exampleSource,
};

/** Milliseconds that a scheduler of one's own may think. */
export const thinkingLimitMs = 1000;

/** The scheduler as the worker is asked for it. */
export function schedulerChoice(settings: WriteSettings): SchedulerChoice {
  const { scheduler, draftLength, acceptance, source } = settings;
  switch (scheduler) {
    case 'adaptive':
      return { kind: 'adaptive', maxLength: draftLength, acceptance };
    case 'verified':
      return { kind: 'verified', length: draftLength ?? 2, acceptance };
    case 'alternating':
      return { kind: 'alternating', stride: (draftLength ?? 1) + 1 };
    case 'autoregressive':
      return { kind: 'autoregressive' };
    case 'custom':
      return { kind: 'custom', source, limitMs: thinkingLimitMs };
    default:
      return scheduler satisfies never;
  }
}

/** The sampler as the worker is asked for it. */
export function samplerChoice(settings: WriteSettings, seed: number): SamplerChoice {
  const { temperature, topK, topP, minP, repetitionPenalty } = settings;
  return { temperature, topK, topP, minP, repetitionPenalty, seed };
}

/** Whether the text may differ from the model's own; why, in a sentence. */
export function lossOf({ scheduler, acceptance, temperature }: WriteSettings): string | undefined {
  if (scheduler === 'autoregressive') return undefined;
  if (scheduler === 'alternating') return 'Lossy: recycled words are kept unchecked, as in the paper.';
  if (scheduler === 'custom') return 'As lossy as your scheduler: departures are counted.';
  if (acceptance === 'exact') return undefined;
  if (acceptance === 'maximal')
    return temperature === 0 ? undefined : 'Another text of the same distribution: it keeps odds, not words.';
  return 'Lossy: words that the model would not have chosen may stay.';
}
