/** Words before the kind of a hero; the first ones are commonest. */
export const heroLooks: readonly string[] = [
  ...['little', 'little', 'little', 'little', 'little', 'small', 'small', 'young', 'tiny'],
  ...['curious', 'cheerful', 'shy', 'brave', 'busy', 'clever', 'funny', 'gentle', 'quiet', 'kind', 'playful', 'sleepy'],
];

/** Words before the kind of others, by what they are to the hero. */
export const kindLooks: Readonly<Record<string, readonly string[]>> = {
  stranger: ['old', 'big', 'kind', 'friendly', 'small', 'gentle', 'quiet', 'tall', 'young', 'wise', 'cheerful', 'busy'],
  friend: ['small', 'young', 'funny', 'cheerful', 'quick', 'good'],
  hero: [''],
};

/** Words before `sister` and `brother`. */
export const siblingLooks: readonly string[] = ['big', 'little', 'older', 'younger', 'baby'];

/** How family is spoken to, by the word for it. */
export const familyNames: Readonly<Record<string, string>> = {
  mom: 'Mom',
  mommy: 'Mommy',
  mother: 'Mother',
  mama: 'Mama',
  dad: 'Dad',
  daddy: 'Daddy',
  father: 'Father',
  papa: 'Papa',
  grandma: 'Grandma',
  granny: 'Granny',
  grandpa: 'Grandpa',
  aunt: 'Auntie',
  uncle: 'Uncle',
  grandmother: 'Grandma',
  grandfather: 'Grandpa',
};

/** Words for the weather before `morning` or `day`. */
export const weatherWords: Readonly<Record<string, readonly string[]>> = {
  plain: ['quiet', 'fine', 'beautiful', 'mild', 'pleasant', 'calm', 'lovely', 'ordinary', 'still'],
  sunny: ['sunny', 'bright', 'golden', 'clear', 'cheerful', 'blue and sunny', 'fresh, sunny'],
  warm: ['warm', 'hot', 'lazy', 'sleepy', 'soft', 'warm and quiet'],
  windy: ['windy', 'breezy', 'fresh', 'gusty', 'wild and windy'],
  rainy: ['rainy', 'wet', 'gray'],
  snowy: ['snowy', 'cold', 'white', 'winter'],
  cold: ['cold', 'frosty', 'chilly'],
  foggy: ['foggy', 'misty', 'gray'],
  stormy: ['stormy', 'dark', 'wild'],
  dry: ['hot', 'dry', 'very hot'],
  autumn: ['autumn', 'cool', 'fall'],
};

/** First words of a story that begins with what happens. */
export const starts: readonly string[] = [
  ...['Once upon a time,', 'Once upon a time,', 'Once upon a time,', 'One day,', 'One day,', 'One morning,', 'Once,'],
  ...['One fine day,', 'Not so long ago,', 'Long ago,'],
];

/** Grown-ups whom a child meets. */
export const grownUps: readonly string[] = [
  'man',
  'woman',
  'gardener',
  'baker',
  'teacher',
  'farmer',
  'neighbor',
  'sailor',
  'painter',
];

/** Kinds that are always he or always she. */
export const fixedSex: Readonly<Record<string, 'he' | 'she'>> = {
  ...{
    girl: 'she',
    boy: 'he',
    woman: 'she',
    man: 'he',
    hen: 'she',
    cow: 'she',
    rooster: 'he',
    ox: 'he',
    ram: 'he',
    doll: 'she',
  },
};

const seasons: Readonly<Record<string, string>> = {
  snowy: '[December|January|February|the middle of winter|winter]',
  cold: '[December|January|February|November|winter]',
  autumn: '[October|September|November|the middle of autumn|the fall]',
  rainy: '[April|October|spring|autumn|March|May]',
  foggy: '[November|October|March|autumn|early spring]',
  stormy: '[August|October|late summer|autumn|March]',
  windy: '[March|April|September|October|spring|autumn]',
};

/** First words of the day on which something happens; `#` stands for weather and time, as in `sunny morning`, `withDetail` adds a sentence on what can be seen there. */
export function days(weather: string, withDetail: boolean): readonly string[] {
  const season = seasons[weather] ?? '[April|May|June|July|August|September|spring|early summer|summer|late summer]';
  if (withDetail)
    return [
      `It was a # in ${season}. {@sky}`,
      `It was a #. {@sky}`,
      `One # in ${season}, {he} went out early. {@sky}`,
      'Then came a #. {@sky}',
    ];
  return [
    ...[
      'One #,',
      'One #,',
      'One #,',
      'It was a #.',
      `One # in ${season},`,
      `It was a # in ${season}.`,
      `On a # in ${season},`,
    ],
    ...['Then, one #,', 'But one #,', 'And then, one #,'],
  ];
}
