import { anywhere, plots } from '../grammar/plot.ts';

/** Work that only succeeds together. */
export const togetherPlots = plots([
  {
    id: 'tree-house-plan',
    worlds: ['village', 'village', 'woods'],
    weather: ['sunny', 'plain', 'warm'],
    cast: { a: { relation: 'friend', named: 1 }, b: { relation: 'friend', named: 1 } },
    facts: {
      wantHero: ['a high tower', 'a slide', 'a round window'],
      wantA: ['a kitchen', 'a flag', 'a swing'],
      wantB: ['a library', 'a bed for naps', 'a telescope'],
      lesson: [
        'a plan is good, but listening is better',
        'with many ideas you can build something great',
        'you have to talk with each other before you begin',
      ],
    },
    beats: [
      [
        '{day} {hero}, {a}, and {b} wanted to build a tree house in the {tree}.',
        '{day} {hero} found a pile of old boards. "Let us build a tree house!" {he} told {a} and {b}.',
        '{day} {hero} said to {a} and {b}, "Look at that {tree}. It is just waiting for a house."',
      ],
      [
        '"It must have {wantHero}," said {hero}. "No, {wantA}!" said {a}. "{wantB}, that is what we need," said {b}.',
        '{hero} wanted {wantHero}. {a} wanted {wantA}. {b} wanted {wantB}. And each of them was sure to be right.',
        'While they carried the boards, each of them dreamed: {hero} of {wantHero}, {a} of {wantA}, {b} of {wantB}.',
      ],
      [
        'Nobody listened. Each of them just began.',
        'So everyone hammered in a different corner.',
        '"I am the boss," said {hero}. "No, I am," said {a}. "Then I am too," said {b}.',
      ],
      ['¶'],
      [
        '{hero} sawed off a board that {b} was standing on. Bump!',
        '{a} used up all the nails before the others had even started.',
        '{b} nailed the door shut from the outside, and {a} was inside.',
        'One wall leaned to the left, and the other leaned to the right.',
      ],
      [
        'At noon they had a floor with three holes and a roof with no walls.',
        'It creaked. It swayed. Then it fell down, and they all sat in the grass.',
        'Then came a breeze. It was a small one, but it was enough. Crash!',
      ],
      [
        '"That is your fault!" "No, yours!"',
        '{@angry hero} {@angry a}',
        'They did not look at each other. Nobody said a word.',
      ],
      ['¶'],
      [
        'Two birds were building a nest above them. One brought a straw, and the other put it in its place.',
        '"Look at the ants," said {b} after a while. "They all carry the same leaf, and they all go the same way."',
        '{a} began to laugh. "It looks like a sandwich that somebody sat on," {a.he} said. Then they all had to laugh.',
      ],
      [
        '"We have to make a plan," said {hero}. "Together." {@agree a}',
        '{hero} took a stick and drew a house in the sand. "Where do we put {wantA}?" {he} asked. "And {wantB}?"',
        '"What if one of us speaks and the others listen?" said {b}. They tried it. It was hard, but it worked.',
      ],
      [
        '{a} was good with the hammer, {b} was good at measuring, and {hero} could climb best. So each of them got the right job.',
        'They counted the nails, they measured the boards, and only then did they begin.',
        'This time one held and one hammered and one looked to see if it was straight.',
      ],
      [
        'It took them a whole week.',
        'They worked until the stars came out, and the next day, and the day after.',
        'Sometimes they still argued, but only a little.',
      ],
      ['¶'],
      [
        'And then it was there, up in the {tree}: a house with {wantHero}, {wantA}, and {wantB}.',
        'In the end there was room for everything: {wantHero}, {wantA}, and even {wantB}.',
      ],
      [
        'They sat inside, shoulder to shoulder, and ate {treat}.',
        'They painted a sign: "For everyone who listens."',
        'The first night they slept up there, and the wind rocked them like a cradle.',
      ],
      ['{@endLesson a}', '{@endLesson b} {@endHappy}', '{@endHappy}', '{@endBed}'],
    ],
  },
  {
    id: 'band-of-friends',
    worlds: anywhere,
    cast: { a: { relation: 'friend', named: 1 }, b: { relation: 'stranger', look: 'quiet', named: 1 } },
    tables: [
      [
        { mine: 'a drum', his1: 'a trumpet', small: 'the triangle', ting: 'Ting' },
        { mine: 'a guitar', his1: 'a drum', small: 'a little bell', ting: 'Ding' },
        { mine: 'a flute', his1: 'an accordion', small: 'two spoons', ting: 'Clack' },
        { mine: 'a violin', his1: 'a tuba', small: 'a rattle made of seeds', ting: 'Shh-sh' },
      ],
    ],
    facts: {
      day1: ['the summer party', 'the wedding of the geese', 'the lantern feast', 'the birthday of the mayor'],
      lesson: ['in a song the quiet parts matter too', 'music is made by listening', 'every voice is needed'],
    },
    beats: [
      [
        '{day} {hero} got {mine}. "Let us start a band!" {he} said to {a}, who had {his1}.',
        '{day} {hero} was playing {mine} {where}. {a} came along with {his1}. "Together we are a band," they said.',
        '{day} {hero} and {a} decided to play at {day1}, {hero} with {mine} and {a} with {his1}.',
      ],
      [
        '{b} came up to them. "I have {small}," {b.he} said. "May I join in?"',
        '"Can I play too?" asked {b}, and held up {small}.',
        'Behind the fence stood {b} with {small}. "I know only one note," said {b}.',
      ],
      [
        '"That is too soft," said {hero}. "Nobody will hear it."',
        '{a} laughed. "That is not a real instrument," {a.he} said.',
        '"Maybe later," they said, and began to play.',
      ],
      ['{@sad b}', '{b} nodded and put {small} back in {b.his} pocket.', '{b} went and sat under the {tree}.'],
      ['¶'],
      [
        'They played. {hero} was fast, and {a} was slow. It sounded as if a cupboard had fallen down the stairs.',
        '{hero} played as loud as {he} could, so {a} played even louder. The birds flew away.',
        'They began together, but they ended one after the other.',
      ],
      [
        '"You are too fast!" "You are too slow!"',
        '"Again," said {hero}. It did not get better. A dog began to howl.',
        'They tried it with their eyes closed. They tried it with one foot tapping. But they had two different feet.',
      ],
      [
        '{@angry} "We will never be ready for {day1}," {he} said.',
        '{@tired}',
        'The party was the next day. {@worried}',
        '{@fail}',
      ],
      ['¶'],
      [
        'Then, very softly, they heard something: {ting}, {ting}, {ting}. It was as regular as a clock.',
        '{ting}, {ting}, {ting}, it came from the {tree}. {b} was playing all alone.',
        'In the quiet there was a small sound. {ting}, {ting}, {ting}. {hero} began to nod along without noticing it.',
      ],
      [
        '{hero} played along, and so did {a}. And all at once, they were together!',
        '"Do not stop!" called {hero}. They listened to the small sound, and now they knew when to play and when to wait.',
        '"That is what we need!" said {a}.',
      ],
      [
        '"Please play with us," said {hero}. {@sorryWords hero} {@forgive b}',
        '"We did not listen to you," said {hero}. "And you were the one who could hear."',
        '{hero} ran over to the {tree}. "Will you be our heart?" {he} asked. "The heart of our band?"',
      ],
      ['¶'],
      [
        'At {day1}, {b} stood in the middle. {ting}, {ting}, {ting}, and the band began.',
        'The next day, they played at {day1}, and {b} counted them in.',
      ],
      [
        'Everyone danced, even the stones. At least it looked that way.',
        'They had to play it again, and then once more.',
        'Nobody could sit still, from the oldest to the youngest.',
      ],
      [
        '"Who is that in the middle?" people asked. "That is our most important player," said {hero}.',
        '{@happy b}',
        '{@proud}',
        'And in the very last bar, when all the others were silent, there was one single note. {ting}.',
      ],
      ['{@endLesson a}', '{@endFriends b}', '{@endLesson b}', '{@endHappy}', '{@endMeal b}'],
    ],
  },
]);
