import { ConfigError, type MutableState } from '@recyclegpt/spec';
import type { GenerateOptions } from './generate-options.ts';
import type { GenerationResult } from './generation.ts';

/** Options of several texts from one prompt. */
export interface VariantOptions extends GenerateOptions {
  /** How many texts. */
  readonly count: number;
}

/** One of several texts. */
export interface Variant extends GenerationResult {
  /** The seed that alone writes this text from the same prompt. */
  readonly seed: number;
}

/** What writing several texts needs of a model. */
export interface VariantSource {
  /** A state that has the prompt and its rows; whoever called disposes it. */
  prepare(): Promise<MutableState>;
  /** Writes on in a state that has the prompt. */
  write(state: MutableState, seed: number): Promise<GenerationResult>;
}

/**
 * Refuses, before a model is loaded, what `generateSeveral` refuses.
 * @throws ConfigError for a number of texts that is none, and for several of a setting that has one text only.
 */
export function checkVariants({ count, temperature = 0 }: Pick<VariantOptions, 'count' | 'temperature'>): void {
  const details = { what: 'Several texts cannot be written like this' };
  if (!Number.isSafeInteger(count) || count < 1)
    throw new ConfigError({ ...details, where: 'count', got: String(count), expected: 'an integer of at least 1' });
  if (count === 1 || temperature > 0) return;
  throw new ConfigError({
    ...details,
    where: 'count, temperature',
    got: `${count} texts at temperature 0`,
    expected: 'a temperature above 0, since without it all texts are the same',
    next: 'Set temperature, or ask for one text.',
  });
}

/**
 * Writes texts with the seeds `seed`, `seed + 1` and so on, one after another: the prompt is computed once, and each
 * goes on in a fork. An abort ends with the text that it cut.
 */
export async function* writeVariants(
  source: VariantSource,
  { count, seed = 0, signal }: VariantOptions,
): AsyncGenerator<Variant, void, void> {
  using prompt = await source.prepare();
  for (let index = 0; index < count && (index === 0 || !signal?.aborted); index++) {
    const own = (seed + index) % 2 ** 32;
    using state = prompt.fork();
    yield { ...(await source.write(state, own)), seed: own };
  }
}
