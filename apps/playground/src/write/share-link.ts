import { ConfigError } from '@recyclegpt/spec';
import { acceptanceNames, schedulerKinds, usualSettings, type WriteSettings } from './settings.ts';
import { type Turn, type WriteMode, writtenTokens } from './turns.ts';

/** What a link carries: how a text was made, so that it is made again, word for word, where it is opened. */
export interface SharedText {
  /** The model that wrote it. */
  readonly model: string;
  readonly settings: WriteSettings;
  readonly turns: readonly SharedTurn[];
}

export interface SharedTurn {
  readonly mode: WriteMode;
  readonly prompt: string;
  readonly seed: number;
  /** Tokens that were written. */
  readonly numTokens: number;
}

const longestLink = 20_000;

/** The recipe of a text. A scheduler that was typed in stays at home: a link must not bring code along. */
export function sharedText(model: string, settings: WriteSettings, turns: readonly Turn[]): SharedText {
  const scheduler = settings.scheduler === 'custom' ? 'adaptive' : settings.scheduler;
  return {
    model,
    settings: { ...settings, scheduler, source: usualSettings.source },
    turns: turns.map((turn) => ({
      mode: turn.mode,
      prompt: turn.prompt,
      seed: turn.sampler.seed,
      numTokens: writtenTokens(turn),
    })),
  };
}

/** Writes a recipe as the part of an address. @throws ConfigError if it is too long for one */
export function encodeShared({ model, settings, turns }: SharedText): string {
  const { source: _, ...kept } = settings;
  const bytes = new TextEncoder().encode(JSON.stringify([1, model, kept, turns]));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  const link = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  if (link.length <= longestLink) return link;
  throw new ConfigError({
    what: 'The text is too long for a link',
    got: `${link.length} characters`,
    expected: `at most ${longestLink}`,
    next: 'Shorten the prompts.',
  });
}

/** Reads what `encodeShared` wrote. @throws ConfigError for anything else */
export function decodeShared(link: string): SharedText {
  try {
    const binary = atob(link.replaceAll('-', '+').replaceAll('_', '/'));
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(binary, (char) => char.charCodeAt(0)),
    );
    const [version, model, settings, turns] = list(JSON.parse(text));
    if (version !== 1) throw new TypeError(`version ${String(version)}`);
    return { model: string(model), settings: readSettings(record(settings)), turns: list(turns).map(readTurn) };
  } catch (cause) {
    throw new ConfigError({
      what: 'The link cannot be read',
      where: 'the address of this page',
      got: cause instanceof Error ? cause.message : String(cause),
      expected: 'a link that this page made',
      next: 'It may have been cut off: copy it again as a whole.',
      cause,
    });
  }
}

function readTurn(value: unknown): SharedTurn {
  const { mode, prompt, seed, numTokens } = record(value);
  return {
    mode: oneOf(mode, ['text', 'chat'] as const),
    prompt: string(prompt),
    seed: number(seed, 0, 2 ** 32 - 1),
    numTokens: number(numTokens, 0, 8192),
  };
}

function readSettings(given: Readonly<Record<string, unknown>>): WriteSettings {
  const optional = (name: string, least: number, most: number): number | undefined =>
    given[name] === undefined || given[name] === null ? undefined : number(given[name], least, most);
  const kinds = schedulerKinds.filter((kind) => kind !== 'custom');
  return {
    scheduler: oneOf(given['scheduler'], kinds),
    draftLength: optional('draftLength', 1, 32),
    acceptance: oneOf(given['acceptance'], acceptanceNames),
    maxTokens: number(given['maxTokens'], 1, 8192),
    temperature: number(given['temperature'], 0, 10),
    topK: optional('topK', 1, 1e6),
    topP: optional('topP', 0, 1),
    minP: optional('minP', 0, 1),
    repetitionPenalty: optional('repetitionPenalty', 0, 100),
    source: usualSettings.source,
  };
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('not a list');
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TypeError('not an object');
}

function string(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('not a text');
}

function number(value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new TypeError(`not a number from ${least} to ${most}`);
}

function oneOf<const T extends string>(value: unknown, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found !== undefined) return found;
  throw new TypeError(`not one of ${known.join(', ')}`);
}
