import type { GenerateOptions } from '@recyclegpt/core';
import { adaptive, alternating, autoregressive, type NamedScheduler, verified } from '@recyclegpt/schedulers';
import type { SamplerChoice, SchedulerChoice } from '../protocol/calls.ts';
import { acceptanceOf } from './acceptance-of.ts';
import { sandboxScheduler } from './sandbox/sandbox-scheduler.ts';

/** A scheduler made for one generation. */
export interface OpenScheduler extends Disposable {
  readonly scheduler: 'adaptive' | NamedScheduler;
}

/** The scheduler that was chosen. One typed in the page runs in a thread of its own, which is ended by `dispose`. */
export function openScheduler(choice: SchedulerChoice): OpenScheduler {
  if (choice.kind === 'custom') return sandboxScheduler(choice);
  return { scheduler: builtIn(choice), [Symbol.dispose]: () => undefined };
}

function builtIn(choice: Exclude<SchedulerChoice, { kind: 'custom' }>): OpenScheduler['scheduler'] {
  switch (choice.kind) {
    case 'autoregressive':
      return autoregressive();
    case 'alternating':
      return alternating({ stride: choice.stride });
    case 'verified':
      return verified({ length: choice.length, acceptance: acceptanceOf(choice.acceptance) });
    case 'adaptive': {
      const { maxLength, acceptance } = choice;
      // By its name it shares what earlier texts of this model have taught.
      if (maxLength === undefined && acceptance === 'exact') return 'adaptive';
      return adaptive({ ...(maxLength === undefined ? {} : { maxLength }), acceptance: acceptanceOf(acceptance) });
    }
    default:
      return choice satisfies never;
  }
}

/** The options of the sampler, those that were left open left out. */
export function samplerOptions(choice: SamplerChoice): GenerateOptions {
  const given = Object.entries(choice).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
