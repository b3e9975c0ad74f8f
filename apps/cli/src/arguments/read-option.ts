import { ConfigError } from '@recyclegpt/spec';
import { nearestName } from './nearest-name.ts';
import type { OptionDefinition } from './option-definitions.ts';

function refuse(name: string, got: string, expected: string, next?: string): never {
  throw new ConfigError({ what: 'An option cannot be used', where: `--${name}`, got, expected, next });
}

/** The value of an option from the text after it. @throws ConfigError naming the option. */
export function readOption(name: string, definition: OptionDefinition, text: string | undefined): unknown {
  const { kind, choices = [] } = definition;
  if (kind === 'flag')
    return text === undefined ? true : refuse(name, JSON.stringify(text), 'no value: it is switched on by its name');
  if (kind === 'optional-text') return text ?? true;
  if (text === undefined) return refuse(name, 'nothing after it', definition.value ?? 'a value');
  switch (kind) {
    case 'text':
    case 'texts':
      return text;
    case 'number':
      return readNumber(name, text);
    case 'count':
      return readCount(name, text);
    case 'bias':
      return readBias(name, text);
    case 'choice':
      return readChoice(name, text, choices);
    case 'list':
      return readList(name, text);
    case 'choices':
      return readList(name, text).map((each) => readChoice(name, each, choices));
    default:
      return kind satisfies never;
  }
}

function readNumber(name: string, text: string): number {
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : refuse(name, JSON.stringify(text), 'a number');
}

function readCount(name: string, text: string): number {
  const isDecimal = /^\d+$/.test(text);
  const count = Number(text);
  const isCount = isDecimal && Number.isSafeInteger(count) && count >= 1;
  return isCount ? count : refuse(name, JSON.stringify(text), 'a whole number of at least 1');
}

function readChoice(name: string, text: string, choices: readonly string[]): string {
  if (choices.includes(text)) return text;
  const nearest = nearestName(text, choices);
  return refuse(
    name,
    JSON.stringify(text),
    choices.join(', '),
    nearest === undefined ? undefined : `Did you mean ${nearest}?`,
  );
}

/** Words parted by commas, each once. */
function readList(name: string, text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.includes('')) return refuse(name, JSON.stringify(text), 'names parted by commas, as in a,b');
  const twice = words.find((word, index) => words.indexOf(word) !== index);
  return twice === undefined ? words : refuse(name, `${JSON.stringify(twice)} twice`, 'each name once');
}

/** `ID=VALUE,ID=VALUE`; a value may be -inf. */
function readBias(name: string, text: string): Record<number, number> {
  const bias: Record<number, number> = {};
  for (const pair of text.split(',')) {
    const [, id, value = ''] = /^\s*(\d+)\s*=\s*(\S+)\s*$/.exec(pair) ?? [];
    const number = /^-inf(inity)?$/i.test(value) ? -Infinity : Number(value);
    const isBias = id !== undefined && (Number.isFinite(number) || number === -Infinity);
    if (!isBias) return refuse(name, JSON.stringify(pair), 'token ids with numbers, as in 42=-5,7=-inf');
    bias[Number(id)] = number;
  }
  return bias;
}
