import { ConfigError } from '@recyclegpt/spec';
import { adaptive } from './adaptive.ts';
import { alternating } from './alternating.ts';
import { autoregressive } from './autoregressive.ts';
import type { NamedScheduler } from './define-scheduler.ts';
import { verified } from './verified.ts';

const makers = { autoregressive, alternating, verified, adaptive } as const;

/** Names of the schedulers that come with this package. */
export const schedulerNames: readonly string[] = Object.keys(makers);

/**
 * A scheduler with its default options.
 * @throws ConfigError for an unknown name.
 */
export function schedulerByName(name: string): NamedScheduler {
  const maker = Object.entries(makers).find(([known]) => known === name)?.[1];
  if (maker !== undefined) return maker();
  throw new ConfigError({
    what: 'There is no such scheduler',
    where: 'scheduler',
    got: `"${name}"`,
    expected: schedulerNames.join(', '),
    next: 'For a scheduler of your own give its file (./mine.mjs), or use defineScheduler.',
  });
}
