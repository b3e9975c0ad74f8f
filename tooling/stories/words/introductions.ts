import type { Banks } from '../grammar/story-text.ts';

/** Who the hero is, before anything happens. `hero` is the role. */
export const introductions: Banks = {
  intro: [
    'Once upon a time, there was {hero}. {He} lived {lived}, and {he} loved to {hobby}.',
    'Once upon a time, there was {hero} who lived {lived}. Every day, {he} liked to {hobby}[ and {hobby2}|]. {liking}',
    'There was once {hero} who loved to {hobby}. {trait}',
    'Once there was {hero}. {trait} [Most of all|More than anything], {he} loved to {hobby}.',
    'Long ago, {lived}, there lived {hero}. {He} liked to {hobby}, and on rainy days {he} liked to sleep. {trait}',
    'Once upon a time, {lived}, there lived {hero}. {trait}',
    '{hero} lived {lived}. [When the sun came up|Every morning after breakfast|On most days], {he} went out to {hobby}. {trait}',
    'Once upon a time, {hero} lived {lived}. {liking} But [what {he} loved most was|best of all {he} loved] to {hobby}.',
    'In a place not far from here lived {hero}. {trait} {liking}',
    'Once upon a time, there was {hero}. {trait} {liking}',
    'Do you know {hero.name}? {hero.met}{hero.name} [is|was] a {hero.look} {hero.kind} who [lived|once lived] {lived}. {trait}',
    '[There was once|Once upon a time there was] a {hero.kind}, and {his} name was {hero.met}{hero.name}. {He} lived {lived} and liked to {hobby}.',
    'A {hero.look} {hero.kind} {hero.met}lived {lived}. Everyone called {him} {hero.name}. {trait}',
  ],
  introNameless: [
    'Once upon a time, there was {hero}. {He} lived {lived}, and {he} loved to {hobby}.',
    'Once upon a time, {hero} lived {lived}. {trait}',
    'There was once {hero} who loved to {hobby}. {trait}',
    'Long ago, {hero} lived {lived}. {liking} {trait}',
    'Once upon a time, there was {hero} who lived {lived}. {liking}',
    '{lived}, there was once {hero}. {trait}',
  ],
};

/** What the hero is like: one of them goes into an introduction as `{trait}`. */
export const traits: readonly string[] = [
  '{He} was not very big, but {he} had a big heart.',
  '{He} always [said hello to|smiled at] everyone {he} met.',
  '{He} wanted to know everything about the world.',
  '{He} was the [smallest|youngest] in {his} family.',
  '{He} had [bright eyes|a happy laugh|a warm smile] and a [kind|brave|good] heart.',
  '{He} was a little shy, but {he} was very kind.',
  '{He} liked to do everything [by {himself}|fast|slowly and well].',
  '{He} never sat still for long.',
  '{He} was [always|nearly always] in a good mood.',
  '{He} laughed a lot and [almost never|hardly ever] cried.',
  '{He} was good at listening, and many came to {him} with their [worries|secrets|stories].',
  '{He} was full of ideas, and some of them were even good.',
  '{He} could be a bit [stubborn|wild|dreamy|clumsy], but {crowd} liked {him} very much.',
  '{He} was proud of {his} [cozy little home|good eyes|quick feet|strong voice].',
  'Each evening, {he} sat outside and counted the stars.',
];

/** What the hero likes: one of them goes into an introduction as `{liking}`. */
export const likings: readonly string[] = [
  '{He} liked {treat}[ and warm blankets| and long walks| and funny songs|].',
  '{His} favorite [food was|thing to eat was] {treat}.',
  '{He} liked [mornings best of all|the smell of rain|the color {color}|quiet afternoons|snow and wind].',
  '{He} was happiest when {he} could be outside.',
  '{He} had [a few|two|many|three] good friends and one favorite place: {spot2}.',
  '{He} knew every [stone|corner|path] around {spot2}.',
  'On [quiet|long|warm] evenings, {he} told stories to {crowd}.',
  '{He} had a [blue|red|yellow|green] [scarf|blanket|cap] that {he} took everywhere.',
];

/** Colors a child names. */
export const colors: readonly string[] = [
  'red',
  'blue',
  'green',
  'yellow',
  'orange',
  'purple',
  'pink',
  'white',
  'brown',
  'silver',
];
