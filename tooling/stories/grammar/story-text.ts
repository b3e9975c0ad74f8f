import { lexicon } from '../words/lexicon.ts';
import { address, type Character, introduce, mention, pronoun } from './character.ts';
import type { Random } from './random.ts';
import { alternatives, closing } from './template.ts';

/** Lists of sentences that say the same, by name: `{@thanks friend}` in a template writes one of them. */
export type Banks = Readonly<Record<string, readonly string[]>>;

/** What a story knows while it is written. */
export interface StoryFacts {
  readonly cast: Readonly<Record<string, Character>>;
  /** Words and phrases by name; they may be templates themselves. */
  readonly facts: Readonly<Record<string, string>>;
  readonly banks: Banks;
}

/** How often a sentence that could begin with `he` names the one it speaks of. */
const nameInsteadOfPronoun = 0.6;

/**
 * A story while it is written, from templates:
 * `[a|b]` one of the alternatives, which may hold others; `{name}` a fact; `{hero}` or another role somebody of the cast,
 * introduced where first mentioned; `{hero.he}` `.him` `.his` `.himself` `.kind` `.look` `.name` of them, `{he}` short for
 * the hero's, `{friend.met}` nothing, but the friend counts as introduced; `{@bank}` a sentence of a bank, `{@bank friend}`
 * with the role `x` of that bank taken by the friend; `{%bug}` any word of that kind; `{day}` the first words of
 * the day that a story tells of, or those of the story where it is the first thing written.
 */
export class StoryText {
  #text = '';
  readonly #random: Random;
  readonly #story: StoryFacts;
  readonly #introduced = new Set<string>();
  readonly #used = new Set<string>();

  constructor(random: Random, story: StoryFacts) {
    this.#random = random;
    this.#story = story;
  }

  /** What is written so far. */
  get text(): string {
    return this.#text;
  }

  /** Writes one of `variants`, none twice in a story while others are left. */
  writeOneOf(variants: readonly string[]): void {
    const fresh = variants.filter((variant) => !this.#used.has(variant));
    const chosen = this.#random.pick(fresh.length > 0 ? fresh : variants);
    this.#used.add(chosen);
    this.write(chosen);
    this.#text += ' ';
  }

  /** Writes a template. @throws RangeError for a slot that nothing fills. */
  write(template: string, x = 'hero'): void {
    let plain = '';
    for (let i = 0; i < template.length; i += 1) {
      const character = template[i] as string;
      if (character !== '[' && character !== '{') {
        plain += character;
        continue;
      }
      this.#text += plain;
      plain = '';
      const end = closing(template, i);
      const inner = template.slice(i + 1, end);
      if (character === '[') this.write(this.#random.pick(alternatives(inner)), x);
      else this.#writeSlot(inner, x, template.slice(end + 1));
      i = end;
    }
    this.#text += plain;
  }

  #writeSlot(slot: string, x: string, rest: string): void {
    const [bank = '', role] = slot.slice(1).split(' ');
    if (slot.startsWith('@')) this.#writeBank(bank, role ?? x);
    else if (slot.startsWith('%')) this.#writeWord(bank);
    else this.#writeFact(slot, x, rest);
  }

  #writeFact(slot: string, x: string, rest: string): void {
    const [key = '', form] = slot.split('.');
    const { cast, facts } = this.#story;
    const isPronoun = form === undefined && pronoun(cast['hero'] as Character, key) !== undefined;
    const role = isPronoun ? 'hero' : key === 'x' ? x : key;
    if (cast[role] !== undefined) {
      this.#writeSomebody(role, isPronoun ? key : form, rest);
      return;
    }
    const fact = key === 'day' && this.#text.trim() === '' ? facts['start'] : facts[key];
    if (fact === undefined) throw new RangeError(`nothing fills {${slot}}: facts are ${Object.keys(facts).join(', ')}`);
    this.write(fact, x);
  }

  #writeSomebody(role: string, form: string | undefined, rest: string): void {
    const somebody = this.#story.cast[role] as Character;
    const isSubject = form !== undefined && /^he$/i.test(form);
    if (form === undefined || (isSubject && this.#canName(role))) this.#text += this.#name(role, somebody, rest);
    else this.#text += this.#form(role, form);
  }

  #writeWord(kind: string): void {
    const words = lexicon[kind];
    if (words === undefined)
      throw new RangeError(`the lexicon has no kind ${kind}: it has ${Object.keys(lexicon).join(', ')}`);
    const fresh = words.filter((word) => !this.#used.has(word));
    const word = this.#random.pick(fresh);
    this.#used.add(word);
    this.#text += word;
  }

  #writeBank(name: string, x: string): void {
    const variants = this.#story.banks[name];
    if (variants === undefined) throw new RangeError(`no bank is called ${name}`);
    const fresh = variants.filter((variant) => !this.#used.has(variant));
    const chosen = this.#random.pick(fresh.length > 0 ? fresh : variants);
    this.#used.add(chosen);
    this.write(chosen, x);
  }

  /** Whether `he` or `she` may become a name: in a told sentence that has not spoken of anybody yet, and not too often. */
  #canName(role: string): boolean {
    const said = (this.#text.match(/"/g) ?? []).length % 2 === 1;
    const known = this.#introduced.has(role) && this.#story.cast[role] !== undefined;
    if (said || !known || !this.#random.chance(nameInsteadOfPronoun)) return false;
    const sentence = /[^.!?¶]*$/.exec(this.#text.replace(/"[^"]*"/g, ''))?.[0].trimStart() ?? '';
    return (
      !/\b(?:he|she|him|her|his|himself|herself|the)\b/i.test(sentence) &&
      !/\b(?!(?:First|Then|But|So|And|Now|Next|When|At|In|One|Soon|Once|Twice|On)\b)[A-Z]/.test(sentence)
    );
  }

  #form(role: string, form: string): string {
    const somebody = this.#story.cast[role] as Character;
    if (form === 'met') this.#introduced.add(role);
    const simple: Readonly<Record<string, string>> = {
      kind: somebody.kind,
      look: somebody.look,
      name: somebody.name ?? `the ${somebody.kind}`,
      met: '',
    };
    const result = pronoun(somebody, form) ?? simple[form];
    if (result === undefined) throw new RangeError(`{${role}.${form}} asks for a form that nobody has`);
    return result;
  }

  #name(role: string, somebody: Character, rest: string): string {
    const hero = this.#story.cast['hero'] as Character;
    const variant = Math.floor(this.#random.next() * 24);
    if ((this.#text.match(/"/g) ?? []).length % 2 === 1)
      return address(somebody, /(?:, |"|[Dd]ear )$/.test(this.#text) && /^[,.!?]/.test(rest));
    if (this.#introduced.has(role)) return mention(somebody, hero, variant);
    this.#introduced.add(role);
    return introduce(somebody, hero, variant);
  }
}
