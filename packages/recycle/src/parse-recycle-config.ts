import { ConfigError, type RopeScaling } from '@recyclegpt/spec';
import { checkRecycleConfig } from './check-recycle-config.ts';
import type { RecycleConfig } from './recycle-config.ts';

/** Whether a value has the type of a key, and what to call that type. */
interface Kind {
  readonly fits: (value: unknown) => boolean;
  readonly expected: string;
}

type Fields = Readonly<Record<string, Kind>>;

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const number: Kind = { fits: isNumber, expected: 'a number' };
const numbers: Kind = {
  fits: (value) => Array.isArray(value) && value.every(isNumber),
  expected: 'an array of numbers',
};
const text: Kind = { fits: (value) => typeof value === 'string', expected: 'a text' };
const object: Kind = { fits: (value) => isRecord(value), expected: 'an object' };

const configFields: { readonly [K in keyof RecycleConfig]: Kind } = {
  tappedLayers: numbers,
  fusion: text,
  entry: text,
  feedback: text,
  head: text,
  draftVocab: number,
  layers: number,
  heads: number,
  kvHeads: number,
  headDim: number,
  intermediate: number,
  normEpsilon: number,
  rope: object,
  hidden: number,
  vocab: number,
};

const ropeFields: { readonly [K in keyof RecycleConfig['rope']]: Kind } = {
  base: number,
  rotaryDim: number,
  scaling: object,
};

type FieldsOf<S> = { readonly [K in keyof S]: Kind };

const scalingFields: {
  readonly [K in RopeScaling['kind']]: FieldsOf<Extract<RopeScaling, { kind: K }>>;
} = {
  none: { kind: text },
  linear: { kind: text, factor: number },
  llama3: {
    kind: text,
    factor: number,
    lowFrequencyFactor: number,
    highFrequencyFactor: number,
    originalContextLength: number,
  },
  yarn: {
    kind: text,
    factor: number,
    originalContextLength: number,
    betaFast: number,
    betaSlow: number,
    attentionFactor: number,
  },
  factors: { kind: text, factors: numbers },
};

/**
 * Reads a config that comes from outside. Unknown keys are refused: what they ask for would be left out silently.
 * @param where what to call its place in messages
 * @throws ConfigError naming the key that is missing, unknown, of another type, or contradicts others.
 */
export function parseRecycleConfig(json: unknown, where: string): RecycleConfig {
  const config = checkFields(json, configFields, where);
  const rope = checkFields(config['rope'], ropeFields, `${where}, key rope`);
  const scaling = checkFields(rope['scaling'], undefined, `${where}, key rope.scaling`);
  const kinds = Object.keys(scalingFields);
  const kind = scaling['kind'];
  if (typeof kind !== 'string' || !kinds.includes(kind)) {
    throw wrong(`${where}, key rope.scaling.kind`, kind, kinds.join(', '));
  }
  checkFields(scaling, scalingFields[kind as RopeScaling['kind']], `${where}, key rope.scaling`);
  const parsed = config as unknown as RecycleConfig;
  checkRecycleConfig(parsed);
  return parsed;
}

/** An object with these fields, all of them and no others; without fields any object will do. */
function checkFields(json: unknown, fields: Fields | undefined, where: string): Readonly<Record<string, unknown>> {
  if (!isRecord(json)) throw wrong(where, json, 'an object');
  if (fields === undefined) return json;
  for (const key of Object.keys(json)) {
    if (!Object.hasOwn(fields, key))
      throw wrong(`${where}, key ${key}`, json[key], `none of this name; there is ${Object.keys(fields).join(', ')}`);
  }
  for (const [key, { fits, expected }] of Object.entries(fields)) {
    if (!fits(json[key])) throw wrong(`${where}, key ${key}`, json[key], expected);
  }
  return json;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(where: string, got: unknown, expected: string): ConfigError {
  return new ConfigError({
    what: 'The config of a recycle module cannot be used',
    where,
    expected,
    got: got === undefined ? 'nothing' : JSON.stringify(got).slice(0, 100),
    next: 'Take a module of this version, or train one anew.',
  });
}
