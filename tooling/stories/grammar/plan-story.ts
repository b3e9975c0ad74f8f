import { banks } from '../words/banks.ts';
import {
  days,
  familyNames,
  fixedSex,
  grownUps,
  heroLooks,
  kindLooks,
  siblingLooks,
  starts,
  weatherWords,
} from '../words/common.ts';
import { colors, likings, traits } from '../words/introductions.ts';
import { boys, girls, petNamesHer, petNamesHim } from '../words/names.ts';
import { worlds } from '../words/worlds.ts';
import type { Character } from './character.ts';
import type { Plot, Role, WorldId } from './plot.ts';
import type { Random } from './random.ts';
import type { StoryFacts } from './story-text.ts';
import { settle } from './template.ts';

/** Whether a plot takes place under the sky by day, where small things can be seen on the way. */
export const isOutdoors = ({ worlds: ids, times, weather }: Plot): boolean =>
  !ids.some((id) => id === 'toys' || id === 'machines') &&
  (times === undefined || times.includes('day') || times.includes('morning')) &&
  (weather === undefined || weather.includes('sunny') || weather.includes('plain'));

const isPerson = (kind: string): boolean => kind === 'girl' || kind === 'boy';

/** Hands out names and kinds that nobody in the story has yet. */
class Casting {
  readonly #random: Random;
  readonly #taken = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  name(kind: string, sex: 'he' | 'she'): string {
    const [people, pets] = sex === 'he' ? [boys, petNamesHim] : [girls, petNamesHer];
    const all =
      isPerson(kind) || kind === 'sister' || kind === 'brother' ? people : this.#random.chance(0.6) ? pets : people;
    return this.#take(all.filter((name) => !this.#taken.has(name)));
  }

  kind(kinds: readonly string[]): string {
    const free = kinds.filter((kind) => isPerson(kind) || !this.#taken.has(kind));
    return this.#take(free.length > 0 ? free : kinds);
  }

  #take(free: readonly string[]): string {
    const chosen = this.#random.pick(free);
    this.#taken.add(chosen);
    return chosen;
  }
}

function castHero(random: Random, casting: Casting, kinds: readonly string[]): Character {
  const kind = casting.kind(kinds);
  const sex = kind === 'girl' ? 'she' : kind === 'boy' ? 'he' : random.pick(['he', 'she'] as const);
  const named = isPerson(kind) || random.chance(0.72);
  const name = named ? casting.name(kind, sex) : undefined;
  return { name, kind, sex, look: random.pick(heroLooks), relation: 'hero', unique: true };
}

interface RoleRequest {
  readonly role: Role;
  readonly world: WorldId;
  readonly hero: Character;
  readonly facts: Readonly<Record<string, string>>;
}

/** The other sex more often, so that `he` and `she` say who is meant. */
const otherSex = (random: Random, hero: Character): 'he' | 'she' =>
  random.chance(0.85) === (hero.sex === 'he') ? 'she' : 'he';

function castRole(random: Random, casting: Casting, { role, world, hero, facts }: RoleRequest): Character {
  const given = typeof role.kinds === 'string' ? (facts[role.kinds] ?? '').split(',') : role.kinds;
  const grown = isPerson(hero.kind) && (role.look === 'old' || role.look === 'wise');
  const listed = given ?? (grown ? grownUps : undefined);
  const fitting =
    listed ?? (isPerson(hero.kind) ? ['girl', 'boy'] : worlds[world].others.filter((kind) => !isPerson(kind)));
  const kind =
    isPerson(hero.kind) && listed === undefined
      ? otherSex(random, hero) === 'he'
        ? 'boy'
        : 'girl'
      : casting.kind(fitting);
  if (role.relation === 'family') return castFamily(random, casting, kind);

  const sex = fixedSex[kind] ?? otherSex(random, hero);
  const named = random.chance(role.named ?? (role.relation === 'friend' ? 0.85 : 0.45)) || isPerson(kind);
  const looks = kindLooks[role.relation] as readonly string[];
  return {
    name: named ? casting.name(kind, sex) : undefined,
    kind,
    sex,
    look: role.look ?? random.pick(looks),
    relation: role.relation,
    unique: true,
  };
}

function castFamily(random: Random, casting: Casting, kind: string): Character {
  const she = /mom|mum|mother|mama|grandma|granny|sister|aunt/.test(kind);
  const sibling = kind === 'sister' || kind === 'brother';
  const name = sibling ? casting.name(kind, she ? 'she' : 'he') : familyNames[kind];
  return {
    name,
    kind,
    sex: she ? 'she' : 'he',
    look: sibling ? random.pick(siblingLooks) : '',
    relation: 'family',
    unique: true,
  };
}

/** Whether two of a cast are animals or things of one kind, so that `the fox` could be either. */
function hasTwins({ cast }: StoryFacts): boolean {
  const kinds = Object.values(cast).flatMap(({ kind }) => (isPerson(kind) ? [] : [kind]));
  return new Set(kinds).size < kinds.length;
}

const maxCastings = 20;

/** Chooses everything that stays the same in a story of `plot`: who takes part, where, in what weather, and with what. */
export function planStory(plot: Plot, random: Random): StoryFacts {
  for (let attempt = 0; attempt < maxCastings; attempt += 1) {
    const story = planOnce(plot, random);
    if (!hasTwins(story)) return story;
  }
  throw new RangeError(`the plot ${plot.id} has no cast of different kinds: give its roles more kinds`);
}

function planOnce(plot: Plot, random: Random): StoryFacts {
  const world = random.pick(plot.worlds);
  const casting = new Casting(random);
  const here = (row: Readonly<Record<string, string>>) => row['worlds'] === undefined || row['worlds'].includes(world);
  const rows = (plot.tables ?? []).map((table) => random.pick(table.filter(here)));
  const free = Object.entries(plot.facts ?? {}).map(([key, values]) => [key, random.pick(values)] as const);
  const open = { ...worldFacts(random, plot, world), ...Object.assign({}, ...rows), ...Object.fromEntries(free) };
  const facts = Object.fromEntries(Object.entries(open).map(([key, fact]) => [key, settle(fact as string, random)]));
  const cast: Record<string, Character> = { hero: castHero(random, casting, plot.heroKinds ?? worlds[world].kinds) };
  for (const [name, role] of Object.entries(plot.cast ?? {}))
    cast[name] = castRole(random, casting, { role, world, hero: cast['hero'] as Character, facts });
  return { cast: withUnique(cast), facts, banks };
}

function withUnique(cast: Readonly<Record<string, Character>>): Readonly<Record<string, Character>> {
  const all = Object.values(cast);
  const unique = ({ kind }: Character) => all.filter((other) => other.kind === kind).length === 1;
  return Object.fromEntries(Object.entries(cast).map(([role, one]) => [role, { ...one, unique: unique(one) }]));
}

function worldFacts(random: Random, plot: Plot, id: WorldId): Readonly<Record<string, string>> {
  const world = worlds[id];
  const [spot = '', spot2 = ''] = random.shuffle(world.spot);
  const [hobby = '', hobby2 = ''] = random.shuffle(world.hobby);
  const one = (key: 'where' | 'tree' | 'treat' | 'crowd' | 'lived' | 'air') => random.pick(world[key]);
  return {
    ...{ where: one('where'), tree: one('tree'), treat: one('treat'), crowd: one('crowd'), lived: one('lived') },
    ...{ air: one('air'), spot, spot2, hobby, hobby2, color: random.pick(colors) },
    ...{ trait: random.pick(traits), liking: random.pick(likings) },
    ...timeFacts(random, plot),
  };
}

/** Weather and part of the day, and how a story or its day begins with them. */
function timeFacts(random: Random, plot: Plot): Readonly<Record<string, string>> {
  const weather = random.pick(plot.weather ?? ['sunny', 'sunny', 'warm', 'windy', 'plain', 'plain']);
  const adjective = random.pick(weatherWords[weather] as readonly string[]);
  const time = random.pick(plot.times ?? ['morning', 'morning', 'afternoon', 'day']);
  const outdoors = isOutdoors(plot);
  const detailed = outdoors && random.chance(0.75);
  const opened = outdoors && random.chance(0.3);
  const fitting = starts.filter((start) => !start.includes('morning') || time === 'morning');
  const start = opened ? ['Once upon a time, on a #,', 'Once, on a #,'] : fitting;
  const filled = (text: string) => text.replaceAll('#', `${adjective} ${time}`);
  return { time, day: filled(random.pick(days(weather, detailed))), start: filled(random.pick(start)) };
}
