import {
  AcceptanceRecord,
  adaptive,
  alternating,
  autoregressive,
  lookup,
  type NamedScheduler,
  successorTable,
  verified,
} from '@recyclegpt/schedulers';
import type { Drafter } from '@recyclegpt/spec';
import type { GenerateOptions, LanguageModel } from 'recyclegpt';
import type { Contestant } from 'recyclegpt/benchmark';

/** Names of the schedulers of the table; the first is what others are compared with. */
export const contestantNames = {
  plain: 'autoregressive',
  lossy: 'alternating',
  moduleAlone: 'verified, module alone',
  verified: 'verified',
  adaptive: 'adaptive',
  verifiedTables: 'verified, no module',
  adaptiveTables: 'adaptive, no module',
} as const;

/**
 * All schedulers with the module, and beside them those that can do without it, with lookup and successor tables alone.
 * Drafters are new for each text; what `adaptive` learns about acceptance lasts from text to text, as within a model.
 */
export function decodingContestants(model: LanguageModel, settings: GenerateOptions): readonly Contestant[] {
  const names = contestantNames;
  const module = (): readonly Drafter[] => model.createDrafters().filter(({ name }) => name === 'recycle');
  const longTables = (): readonly Drafter[] => [lookup({ shortestSuffix: 2 }), successorTable()];
  const tables = (): readonly Drafter[] => [lookup(), successorTable()];
  const around = (drafters: readonly Drafter[]): readonly Drafter[] => {
    const [first, ...rest] = drafters;
    return first === undefined ? module() : [first, ...module(), ...rest];
  };
  const contestant = (name: string, scheduler: NamedScheduler, drafters: () => readonly Drafter[]): Contestant => ({
    name,
    options: () => ({ ...settings, scheduler, drafters: drafters() }),
  });
  const warm = (): NamedScheduler => adaptive({ record: new AcceptanceRecord() });
  const withModule =
    model.recycle === undefined
      ? []
      : [
          contestant(names.lossy, alternating(), module),
          contestant(names.moduleAlone, verified(), module),
          contestant(names.verified, verified(), () => around(longTables())),
          contestant(names.adaptive, warm(), () => around(tables())),
        ];
  return [
    contestant(names.plain, autoregressive(), () => []),
    ...withModule,
    contestant(names.verifiedTables, verified(), longTables),
    contestant(names.adaptiveTables, warm(), tables),
  ];
}
