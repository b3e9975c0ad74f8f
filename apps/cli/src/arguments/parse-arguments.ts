import { parseArgs } from 'node:util';
import { ConfigError } from '@recyclegpt/spec';
import { nearestName } from './nearest-name.ts';
import {
  type OptionDefinition,
  type OptionName,
  type OptionValues,
  optionDefinitions,
  spellingOf,
} from './option-definitions.ts';
import { readOption } from './read-option.ts';

/** What a command takes. */
export interface ArgumentRules {
  /** As in `recyclegpt COMMAND`, for messages. */
  readonly command: string;
  readonly options: readonly OptionName[];
  /** Words beside the options; Infinity for a text. */
  readonly maxWords: number;
}

/** The arguments of a command. */
export interface ParsedArguments {
  readonly options: OptionValues;
  readonly words: readonly string[];
}

/** The one exception to one spelling an option: everybody tries it. */
const shortNames: Readonly<Record<string, OptionName>> = { h: 'help' };

/**
 * Reads the arguments of a command.
 * @throws ConfigError naming what is unknown, misspelt, missing, given twice or out of range.
 */
export function parseArguments(args: readonly string[], rules: ArgumentRules): ParsedArguments {
  const options: Record<string, unknown> = {};
  const words: string[] = [];
  for (const token of withOptionalTexts(tokensOf(args, rules), rules)) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind === 'option') addOption(options, optionName(token, rules), token);
  }
  if (words.length > rules.maxWords) throw surplusError(words, rules);
  return { options, words };
}

interface OptionToken {
  readonly kind: 'option';
  readonly index: number;
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

type Token =
  | OptionToken
  | { readonly kind: 'positional'; readonly index: number; readonly value: string }
  | { readonly kind: 'option-terminator'; readonly index: number };

const allNames = Object.keys(optionDefinitions) as readonly OptionName[];

/** The command's own definitions come last: of two with one spelling they win. */
function tokensOf(args: readonly string[], { options: own }: ArgumentRules): readonly Token[] {
  const short = Object.entries(shortNames).map(([letter, name]) => [name, letter] as const);
  const options = Object.fromEntries(
    [...allNames, ...own].map((name) => {
      const { kind }: OptionDefinition = optionDefinitions[name];
      const letter = short.find(([option]) => option === name)?.[1];
      const type = kind === 'flag' || kind === 'optional-text' ? ('boolean' as const) : ('string' as const);
      return [spellingOf(name), { type, ...(letter && { short: letter }) }];
    }),
  );
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** Gives options that may have a value the word right behind them. */
function withOptionalTexts(tokens: readonly Token[], { options }: ArgumentRules): readonly Token[] {
  const all: Token[] = [];
  for (const token of tokens) {
    const last = all.at(-1);
    const isValue = token.kind === 'positional' && last?.kind === 'option' && last.index + 1 === token.index;
    if (isValue && last.value === undefined && mayHaveText(last, options))
      all[all.length - 1] = { ...last, value: token.value };
    else all.push(token);
  }
  return all;
}

function mayHaveText({ name }: OptionToken, options: readonly OptionName[]): boolean {
  const own = options.find((option) => spellingOf(option) === name);
  return own !== undefined && optionDefinitions[own].kind === 'optional-text';
}

function optionName({ name, rawName }: OptionToken, { command, options }: ArgumentRules): OptionName {
  const found = options.find((option) => spellingOf(option) === name);
  if (found !== undefined) return found;
  const nearest = nearestName(name, options.map(spellingOf));
  const isElsewhere = allNames.some((option) => spellingOf(option) === name);
  throw new ConfigError({
    what: isElsewhere ? `\`${callOf(command)}\` does not take this option` : 'There is no such option',
    where: rawName,
    next: nearest === undefined || isElsewhere ? `See \`${callOf(command)} --help\`.` : `Did you mean --${nearest}?`,
  });
}

function addOption(options: Record<string, unknown>, name: OptionName, { value }: OptionToken): void {
  const definition: OptionDefinition = optionDefinitions[name];
  const read = readOption(spellingOf(name), definition, value);
  const before = options[name];
  if (definition.kind === 'texts') options[name] = [...(Array.isArray(before) ? before : []), read];
  else if (before === undefined || definition.kind === 'flag') options[name] = read;
  else
    throw new ConfigError({
      what: 'An option is given twice',
      where: `--${spellingOf(name)}`,
      got: `${String(before)} and ${value}`,
      expected: 'it once',
    });
}

function surplusError(words: readonly string[], { command, maxWords }: ArgumentRules): ConfigError {
  return new ConfigError({
    what: `\`${callOf(command)}\` takes ${maxWords === 0 ? 'no words beside its options' : `no more than ${maxWords} word beside its options`}`,
    got: words.map((word) => JSON.stringify(word)).join(' '),
    next: `See \`${callOf(command)} --help\`.`,
  });
}

function callOf(command: string): string {
  return command === '' ? 'recyclegpt' : `recyclegpt ${command}`;
}
