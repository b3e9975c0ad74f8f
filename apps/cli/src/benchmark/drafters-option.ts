import type { GenerateOptions, LanguageModel } from '@recyclegpt/core';
import { ConfigError, type Drafter } from '@recyclegpt/spec';
import { nearestName } from '../arguments/nearest-name.ts';
import { freshDrafters, neverDrafts } from './fresh-drafters.ts';

/** Makes the drafters of one text. They are new each time: what one text teaches must not be known to the next. */
export type CreateDrafters = (
  model: LanguageModel,
  scheduler: GenerateOptions['scheduler'],
) => Pick<GenerateOptions, 'drafters'>;

const possible = ['lookup', 'recycle', 'successors', 'none'] as const;
type DrafterName = (typeof possible)[number];

/**
 * The drafters that `--drafters` names; without it those that `measureRuns` gives to a text that names none.
 * @throws ConfigError for names that are unknown; when drafters are made, for a module that the model lacks.
 */
export function draftersOption(names: readonly string[] | undefined): CreateDrafters {
  if (names === undefined) return () => ({});
  checkNames(names);
  return (model, scheduler) => {
    if (neverDrafts(scheduler)) return { drafters: [] };
    const fresh = freshDrafters(model, scheduler);
    const all = [fresh.lookup, ...fresh.models, fresh.successors];
    const named = (name: string): Drafter => all.find((each) => each.name === name) ?? refuseModule(model);
    return { drafters: names.filter((name) => name !== 'none').map(named) };
  };
}

function checkNames(names: readonly string[]): void {
  if (names.includes('none') && names.length > 1) refuse(names.join(','), 'none by itself, or names of drafters');
  const wrong = names.find((name) => !possible.includes(name as DrafterName));
  if (wrong === undefined) return;
  const nearest = nearestName(wrong, possible);
  refuse(wrong, possible.join(', '), nearest === undefined ? undefined : `Did you mean ${nearest}?`);
}

function refuse(name: string, expected: string, next?: string): never {
  const got = JSON.stringify(name);
  throw new ConfigError({ what: 'There is no such drafter', where: '--drafters', got, expected, next });
}

function refuseModule({ facts }: LanguageModel): never {
  throw new ConfigError({
    what: 'The model has no recycle module to draft with',
    where: `--drafters recycle, ${facts.name}`,
    next: 'Name one with --recycle FILE, or leave recycle out of --drafters.',
  });
}
