import { ConfigError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';
import { isSettingName, withOptionNames } from './option-names.ts';
import { parseArguments } from './parse-arguments.ts';

const rules = {
  command: 'generate',
  options: [
    'max-tokens',
    'temperature',
    'presence-penalty',
    'logit-bias',
    'stop',
    'json',
    'precision',
    'prompt',
    'help',
  ],
  maxWords: 2,
} as const;

const parse = (...args: string[]) => parseArguments(args, rules);

function refusal(...args: string[]): string {
  try {
    parse(...args);
  } catch (error) {
    if (ConfigError.isInstance(error)) return error.message;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('parseArguments', () => {
  it('reads options in both spellings, short ones, and words', () => {
    expect(parse('--max-tokens', '5', '--temperature=0.5', 'a', '--json', 'b')).toEqual({
      options: { 'max-tokens': 5, temperature: 0.5, json: true },
      words: ['a', 'b'],
    });
    expect(parse('-h', '--prompt', 'hi').options).toEqual({ help: true, prompt: 'hi' });
  });

  it('takes negative numbers, biases, repeated stops, and words after --', () => {
    expect(parse('--presence-penalty', '-0.5', '--logit-bias', '42=-5, 7=-inf').options).toEqual({
      'presence-penalty': -0.5,
      'logit-bias': { 42: -5, 7: -Infinity },
    });
    expect(parse('--stop', 'a', '--stop', 'b').options.stop).toEqual(['a', 'b']);
    expect(parse('--', '--json').words).toEqual(['--json']);
  });

  it('refuses by name what is unknown, of another command, twice there, or too much', () => {
    expect(refusal('--max-token', '5')).toContain('Did you mean --max-tokens?');
    expect(refusal('--tensors')).toContain('does not take this option (--tensors)');
    expect(refusal('-x')).toContain('-x');
    expect(refusal('--temperature', '1', '--temperature', '2')).toContain('given twice');
    expect(refusal('a', 'b', 'c')).toContain('no more than 2 word');
  });

  it.each([
    [['--max-tokens', '0'], '--max-tokens'],
    [['--max-tokens', '1e3'], '--max-tokens'],
    [['--max-tokens', '--json'], '--max-tokens'],
    [['--max-tokens'], 'nothing after it'],
    [['--temperature', 'warm'], 'Expected a number'],
    [['--temperature', ''], 'Expected a number'],
    [['--temperature', 'Infinity'], 'Expected a number'],
    [['--logit-bias', 'the=1'], '--logit-bias'],
    [['--logit-bias', '5=inf'], '--logit-bias'],
    [['--precision', 'int44'], 'Did you mean int4?'],
    [['--json=yes'], 'no value'],
  ])('refuses %j', (args, message) => {
    expect(refusal(...args)).toContain(message);
  });
});

it('finds the nearest name, or none', () => {
  expect(nearestName('genrate', ['generate', 'chat'])).toBe('generate');
  expect(nearestName('gen', ['generate', 'chat'])).toBe('generate');
  expect(nearestName('zzz', ['generate', 'chat'])).toBeUndefined();
});

it("tells the library's settings as options", () => {
  expect(withOptionNames('topK, topP beside temperature')).toBe('--top-k, --top-p beside --temperature');
  expect([isSettingName('topK, topP'), isSettingName('logitBias[7]'), isSettingName('a model (seed 1)')]).toEqual([
    true,
    true,
    false,
  ]);
});

describe('options that one command reads in its own way', () => {
  const own = {
    command: 'bench',
    options: ['json-file', 'precisions', 'schedulers', 'raw'],
    maxWords: 1,
  } as const;
  const read = (...args: string[]) => parseArguments(args, own);

  it('take a word behind them if there is one, and lists parted by commas', () => {
    expect(read('--json')).toEqual({ options: { 'json-file': true }, words: [] });
    expect(read('--json', 'a.json', 'word')).toEqual({ options: { 'json-file': 'a.json' }, words: ['word'] });
    expect(read('--json=a.json').options).toEqual({ 'json-file': 'a.json' });
    expect(read('--json', '--raw', 'word')).toEqual({ options: { 'json-file': true, raw: true }, words: ['word'] });
    expect(read('--precision', 'int8, f32', '--schedulers', 'a,./b.mjs').options).toEqual({
      precisions: ['int8', 'f32'],
      schedulers: ['a', './b.mjs'],
    });
  });

  it.each([
    [['--precision', 'int8,int9'], 'Did you mean int8?'],
    [['--precision', 'f32,f32'], '"f32" twice'],
    [['--schedulers', 'a,,b'], '--schedulers'],
    [['--json-file', 'x'], 'no such option'],
    [['--json', '--json'], 'given twice'],
  ])('are refused by their spelling: %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });

  it('leave other commands alone: what follows their --json is a word', () => {
    expect(parseArguments(['--json', 'word'], rules)).toEqual({ options: { json: true }, words: ['word'] });
  });
});
