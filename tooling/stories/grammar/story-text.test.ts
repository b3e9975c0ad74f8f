import { describe, expect, it } from 'vitest';
import type { Character } from './character.ts';
import { polish } from './polish.ts';
import { createRandom } from './random.ts';
import { StoryText } from './story-text.ts';
import { settle } from './template.ts';

const person = (values: Partial<Character>): Character => ({
  name: undefined,
  kind: 'fox',
  sex: 'she',
  look: 'little',
  relation: 'hero',
  unique: false,
  ...values,
});

function write(template: string, cast: Readonly<Record<string, Character>>, seed = 1): string {
  const banks = { greeting: ['"Hello," said {x}.'] };
  const text = new StoryText(createRandom(seed), {
    cast,
    facts: { day: 'One morning,', start: 'Once,', toy: 'a red kite' },
    banks,
  });
  text.write(template);
  return text.text;
}

describe('StoryText', () => {
  const hero = person({ name: 'Pip' });
  const friend = person({ name: 'Nib', kind: 'mole', sex: 'he', relation: 'stranger', look: 'old' });

  it('introduces somebody once and speaks of them by name after that', () => {
    expect(write('{hero} saw {friend}, and {hero} told {friend} that {friend.he} was late.', { hero, friend })).toMatch(
      /^a little fox (named|called) Pip saw an? old mole (named|called) Nib, and Pip told Nib that he was late\.$/,
    );
  });

  it('gives pronouns the sex of their character and of the role of a bank', () => {
    expect(write('{hero.met}{friend.met}{@greeting friend} {hero.his} {friend.his}', { hero, friend })).toBe(
      '"Hello," said Nib. her his',
    );
  });

  it('calls one without a name by the kind, as spoken to and as spoken of', () => {
    const fox = person({});
    expect(write('{hero.met}"Thank you, {hero}!" "I saw {hero} there."', { hero: fox })).toBe(
      '"Thank you, little fox!" "I saw the fox there."',
    );
  });

  it('begins with the first words of a story and then with those of a day', () => {
    expect(write('{day} {toy}. {day}', { hero })).toBe('Once, a red kite. One morning,');
  });

  it('chooses among alternatives, also nested ones', () => {
    const seen = new Set(Array.from({ length: 60 }, (_, seed) => write('[a|b [c|d]]', { hero }, seed)));
    expect([...seen].sort()).toEqual(['a', 'b c', 'b d']);
  });

  it('settles the choices of a fact and leaves its other slots', () => {
    expect(settle('[x|x] of {him} {%bug}', createRandom(2))).toMatch(/^x of \{him\} [a-z]+$/);
  });

  it('refuses slots that nothing fills, brackets left open and unknown kinds of words', () => {
    expect(() => write('{nothing}', { hero })).toThrow(/nothing fills \{nothing\}/);
    expect(() => write('[a|b', { hero })).toThrow(/bracket is not closed/);
    expect(() => write('{%nothing}', { hero })).toThrow(/no kind nothing/);
    expect(() => write('{@nothing}', { hero })).toThrow(/no bank is called nothing/);
  });
});

describe('polish', () => {
  it.for([
    ['a owl and an fox saw a unicorn for a hour. it sang.', 'An owl and a fox saw a unicorn for an hour. It sang.'],
    ['"come!" the owl said. "why?" asked the fox.', '"Come!" the owl said. "Why?" asked the fox.'],
    ['"yes." the owl slept. "oh!" the fox had a plan.', '"Yes." The owl slept. "Oh!" The fox had a plan.'],
    ['"now," said the fox, "~we go."', '"Now," said the fox, "we go."'],
    ['"i am sorry." +"will you stay?" he asked.', '"I am sorry. Will you stay?" he asked.'],
    ['he said, "here it is!".', 'He said, "Here it is!"'],
    ['"hello." "who is there?"', '"Hello."\n\n"Who is there?"'],
  ])('%s', ([raw, expected]) => {
    expect(polish(raw as string)).toBe(expected);
  });
});
