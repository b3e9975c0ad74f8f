import { exact, maximal, trustAll, typicalAcceptance } from '@recyclegpt/schedulers';
import { type Acceptance, ConfigError } from '@recyclegpt/spec';
import type { AcceptanceName } from '../protocol/calls.ts';

const acceptances: { readonly [Name in AcceptanceName]: () => Acceptance } = {
  exact: () => exact,
  maximal: () => maximal,
  typical: () => typicalAcceptance(),
  trust: () => trustAll,
};

/** The rule of a name. @throws ConfigError for a name that there is not */
export function acceptanceOf(name: string): Acceptance {
  const make = Object.entries(acceptances).find(([known]) => known === name)?.[1];
  if (make !== undefined) return make();
  const expected = Object.keys(acceptances).join(', ');
  throw new ConfigError({ what: 'There is no such acceptance rule', where: 'acceptance', got: name, expected });
}
