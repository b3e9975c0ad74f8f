import { determiners, doubtfulNames, heroVerbs, plainNames } from './name-words.ts';

/** Words that follow "named" or "called" without being a name. */
const notNames = new Set(
  `a an the it its his her him he she they them their this that these those me my you your us our out for to in on at
   and or but so because after by from back over down up all every everyone some something one two again once when
   what who why how is was are were very really not never always just then loudly happily softly mom mommy dad daddy
   mama papa mum grandma grandpa hide tag big little magic with of if as good best hello hi oh yes no please come
   help helping hey ok their there here goodbye thank thanks wait stop can let i we do did don't happy sad`.split(
    /\s+/,
  ),
);

const introduction =
  /\b(named|names were|names are|named her|named him|named it|named them|name was|name is|name's|(?:girl|boy|man|woman|dog|cat|bear|bird|fish|kitten|puppy) called|called|call him|call her|call it|i'm|i am|with|friends?,|brother,|sister,|dog,|cat,|bird,|toy,|bear,|bunny,|doll,|puppy,|kitten,) "?((?:[a-z]+, )*[a-z]+(?: and [a-z]+)?)/g;

/** Introductions that say for certain that a name follows. */
const certain =
  /^(named|names|name was|name is|name's|(girl|boy|man|woman|dog|cat|bear|bird|fish|kitten|puppy) called)/;

/** A word that is introduced as a name in a smaller share of its places than this is no name elsewhere. */
const introducedShare = 0.04;

/** What the words of a whole file tell: which of them are introduced as names somewhere. */
export function introducedNames(text: string): ReadonlySet<string> {
  const introduced = countOf(
    [...text.matchAll(/\b(?:named|name was|name is) "?([a-z]+)/g)].map(([, word]) => word ?? ''),
  );
  const all = countOf(text.match(/[a-z]+/g) ?? []);
  const often = [...introduced].filter(([word, count]) => count > introducedShare * (all.get(word) ?? 0));
  return new Set(often.map(([word]) => word).filter((word) => !notNames.has(word)));
}

function countOf(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function isName(word: string, certainly: boolean, known: ReadonlySet<string>): boolean {
  if (word.length < 2 || notNames.has(word)) return false;
  return certainly || ((doubtfulNames.has(word) || known.has(word)) && !commonWords.has(word));
}

/** Words that some story uses as a name and most use as a word: no weak introduction makes them one. */
const commonWords = new Set(
  `bear bird blue box brown car cat dog doll duck fish fox friend frog furry hungry lonely lost lucky mouse rabbit red
   ready scared shy sleepy sorry sunny tiny tree happy honey joy star sad bunny puppy kitty teddy tiger monkey turtle
   captain king queen princess prince winter summer may will toy boat train truck blue red joy hope grace ok penny kitty holly mark rabbit fox`.split(
    /\s+/,
  ),
);

/** How often doubtful `word` stands where only a name can, and where it cannot, in `story`. */
function nameEvidence(word: string, story: string): number {
  const before = new RegExp(`(?:^|([a-z']+)?([,.!?"]*) ?"?)\\b${word}\\b('s)?(?: ([a-z]+))?`, 'gm');
  let evidence = 0;
  for (const [, previous, stop, , next] of story.matchAll(before)) {
    const open = previous === undefined || stop !== '';
    if (!open && determiners.has(previous as string)) evidence -= 2;
    else if (next !== undefined && heroVerbs.has(next) && (open || previous === 'and')) evidence += 1;
    else if (!open && /^(said|asked|replied|hugged|told|thanked)$/.test(previous as string)) evidence += 1;
  }
  return evidence;
}

/**
 * The names of one lower-cased story: words it introduces as names, and doubtful names that stand where only a name can.
 * `known` are the names that the whole file introduces.
 */
export function storyNames(story: string, known: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, lead, list] of story.matchAll(introduction)) {
    const words = (list as string).split(/, | and /);
    const certainly =
      certain.test(lead as string) ||
      (words.length > 1 && /^friends/.test(lead as string) && words.some((word) => plainNames.has(word)));
    for (const word of words) if (isName(word, certainly, known)) names.add(word);
  }
  for (const word of new Set(story.match(/[a-z]+/g) ?? [])) {
    const doubtful = doubtfulNames.has(word) || (known.has(word) && !plainNames.has(word));
    if (doubtful && !names.has(word) && nameEvidence(word, story) >= (commonWords.has(word) ? 2 : 1)) names.add(word);
  }
  return names;
}
