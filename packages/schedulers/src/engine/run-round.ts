import { DecodingError, type Round, type Scheduler } from '@recyclegpt/spec';
import type { Generation } from './generation.ts';
import { OpenRound } from './round-tools.ts';

/** Settles when the signal is aborted, so that a scheduler that hangs can be left. */
function abortion(signal: AbortSignal | undefined): { readonly happens: Promise<void>; forget(): void } {
  if (signal === undefined) return { happens: new Promise(() => undefined), forget: () => undefined };
  let listener = (): void => undefined;
  const happens = new Promise<void>((resolve) => {
    listener = () => resolve();
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', listener, { once: true });
  });
  return { happens, forget: () => signal.removeEventListener('abort', listener) };
}

function notTheRecord(name: string, returned: unknown): DecodingError {
  return new DecodingError({
    what: 'A scheduler did not return the record of the round that it settled',
    where: `scheduler ${name}`,
    got: returned === undefined ? 'nothing' : 'something else',
    expected: 'what its one call of check or trust returned',
    next: 'Mend the scheduler: return round.check(draft) or round.trust(draft).',
  });
}

/**
 * Runs one round of a scheduler. `undefined` if it was aborted before anything was committed.
 * @throws DecodingError for a scheduler that broke its contract, and whatever the model, a processor or the scheduler
 * threw; the state is then as the last settled commit left it.
 */
export async function runRound(
  generation: Generation,
  scheduler: Scheduler,
  last: Round | undefined,
  failures: readonly string[],
): Promise<Round | undefined> {
  const { signal } = generation.options;
  if (signal?.aborted) return undefined;
  generation.checkState();
  const open = new OpenRound(generation, last, failures);
  const aborted = abortion(signal);
  let returned: unknown;
  let thrown: { readonly error: unknown } | undefined;
  try {
    returned = await Promise.race([Promise.resolve().then(() => scheduler(open.tools)), aborted.happens]);
  } catch (error) {
    thrown = { error };
  } finally {
    aborted.forget();
    await open.close();
  }
  if (signal?.aborted) return open.settled;
  const failure = open.failure ?? thrown;
  if (failure !== undefined) throw failure.error;
  if (open.settled === undefined || returned !== open.settled)
    throw notTheRecord(generation.options.scheduler.name, returned);
  return open.settled;
}
