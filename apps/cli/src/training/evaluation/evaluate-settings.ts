import { adaptive, alternating, type NamedScheduler, verified } from '@recyclegpt/schedulers';
import { ConfigError } from '@recyclegpt/spec';
import type { OptionValues } from '../../arguments/option-definitions.ts';
import { schedulerOption } from '../../generating/scheduler-option.ts';
import { outOfRange } from '../base-settings.ts';

/** A scheduler to compare, by what it was called. */
export interface Contestant {
  readonly name: string;
  readonly scheduler: NamedScheduler;
}

/** What is evaluated, checked as far as it can be without a model. */
export interface EvaluateSettings {
  /** Texts to predict. */
  readonly data: readonly string[];
  /** Texts that the model has written, as token ids. */
  readonly answers: string | undefined;
  readonly prompts: string | undefined;
  readonly questions: string | undefined;
  readonly judge: string | undefined;
  /** The first is plain decoding. */
  readonly contestants: readonly Contestant[];
  readonly limit: number;
  readonly draftLength: number;
}

const defaults = { limit: 200, draftLength: 4 };

/** @throws ConfigError naming the option at fault, FileError for a scheduler's file */
export async function evaluateSettings(options: OptionValues, words: readonly string[]): Promise<EvaluateSettings> {
  const { data = [], answers, prompts, questions, judge } = options;
  if (data.length === 0 && words.length > 0)
    throw new ConfigError({
      what: 'There are words beside the options',
      got: words.join(' '),
      next: 'Put --data before files of texts.',
    });
  const files = [...data, ...words];
  if (files.length === 0 && answers === undefined && prompts === undefined && questions === undefined)
    throw new ConfigError({
      what: 'There is nothing to evaluate on',
      expected: '--data, --answers, --prompts or --questions',
      next: 'See `recyclegpt evaluate --help`.',
    });
  const writes = prompts !== undefined || questions !== undefined;
  const named = options['evaluated-schedulers'];
  if (named !== undefined && !writes) throw needsWriting('--schedulers');
  if (judge !== undefined && prompts === undefined) throw needsWriting('--judge');
  return {
    ...{ data: files, answers, prompts, questions, judge },
    contestants: writes ? await contestantsOf(named ?? [], options) : [],
    limit: options['evaluated-texts'] ?? defaults.limit,
    draftLength: options['simulated-length'] ?? defaults.draftLength,
  };
}

function needsWriting(where: string): ConfigError {
  return new ConfigError({ what: 'This option is for texts that are written', where, expected: '--prompts beside it' });
}

async function contestantsOf(names: readonly string[], options: OptionValues): Promise<readonly Contestant[]> {
  const others = names.filter((name) => name !== 'autoregressive');
  const contestants: Contestant[] = [];
  for (const name of ['autoregressive', ...others])
    contestants.push({ name, scheduler: await schedulerNamed(name, options) });
  return contestants;
}

const withNumber: Readonly<Record<string, (count: number) => NamedScheduler>> = {
  verified: (length) => verified({ length }),
  adaptive: (maxLength) => adaptive({ maxLength }),
  alternating: (stride) => alternating({ stride }),
};

/** `alternating:2` is the scheduler with a stride, `verified:3` with a draft length. */
async function schedulerNamed(name: string, options: OptionValues): Promise<NamedScheduler> {
  const [, kind, number] = /^([\w-]+):(\d+)$/.exec(name) ?? [];
  if (kind === undefined) return await schedulerOption({ ...options, scheduler: name });
  const make = withNumber[kind];
  if (make === undefined)
    throw outOfRange('--schedulers', name, `${Object.keys(withNumber).join(', ')} before the colon`);
  return make(Number(number));
}
