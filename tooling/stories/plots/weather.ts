import { animals, plots } from '../grammar/plot.ts';

/** Snow, drought and wind. */
export const weatherPlots = plots([
  {
    id: 'first-snow',
    worlds: ['woods', 'farm', 'village', 'village'],
    weather: ['snowy', 'cold'],
    times: ['morning', 'morning', 'day'],
    cold: 0.5,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        { guess: 'feathers from a giant pillow', game: 'made a snowman with a crooked smile' },
        { guess: 'sugar', game: 'slid down the hill on an old tray' },
        { guess: 'little pieces of cloud', game: 'lay on their backs and made snow angels' },
        { guess: 'flour that somebody had spilled', game: 'built a small house of snow with a window' },
        { guess: 'thousands of white butterflies', game: 'threw snowballs at a fence post' },
      ],
    ],
    facts: {
      lesson: [
        'some things are so beautiful because they do not last',
        'you cannot keep the snow, but you can keep the memory',
        'every season has its own joy',
      ],
      save: ['a jar', 'a bucket', 'a box', '{his} pocket'],
    },
    beats: [
      [
        '{day} {hero} looked out and rubbed {his} eyes. The whole world was white.',
        '{day} {hero} felt something cold on {his} nose. It was white and soft, and then it was gone.',
        '{day} {hero} stepped outside. Something was falling from the sky, without any sound.',
      ],
      [
        '{He} had never seen snow before. "It must be {guess}," {he} thought.',
        '"What is that?" {he} called. "Is it {guess}?"',
        'Was it {guess}? {He} tried some with {his} tongue. No, it was cold and tasted of nothing.',
      ],
      [
        '{friend} laughed. "That is snow!" {friend.he} said. "Come on!"',
        'Then {friend} came running. "Snow! It is snowing!" {friend.he} shouted.',
        '"It is snow," said {friend}. "It comes every winter. Did you not know that?"',
      ],
      ['¶'],
      ['They {game}.', 'At once they ran out and {game}.', 'All morning they were outside and {game}.'],
      [
        '{hero} fell down, and it did not even hurt.',
        'Their cheeks were red, and their toes were cold, but they did not notice.',
        'Wherever they walked, they left tracks behind them, like a long letter.',
        'It was so quiet that they could hear the flakes land.',
      ],
      [
        '"I want to keep it forever," said {hero}. {He} filled {save} with snow and took it inside.',
        '"It is so lovely," said {hero}. "I will save some for the summer." So {he} put a big snowball into {save}.',
      ],
      ['¶'],
      [
        'But in the evening, there was only a little water left.',
        'After lunch {he} went to look. The snow was gone, and everything was wet.',
        'When {he} wanted to show it to everyone, it had turned into water.',
      ],
      ['{@sad}', '"Who has stolen my snow?" cried {hero}.', '"My snow!" {he} cried. {@worried}'],
      [
        'So {he} got new snow and put a blanket around it to keep it warm. That was not a good idea.',
        'The next time, {he} put it near the stove, so that it would feel cozy. It was gone even faster.',
        '{He} tried it again with a bigger snowball. It only made a bigger puddle.',
      ],
      [
        '"Snow cannot stay," said {friend}. "It has to go, so that the flowers can drink."',
        '{friend} put an arm around {him}. "It has not gone away," {friend.he} said. "It has only changed its clothes."',
        '"It will come again," said {friend}. "And until then, we will remember it."',
      ],
      ['¶'],
      [
        'Then {hero} had an idea. {He} painted a picture of it, with two tiny friends in all that white, and hung it over {his} bed.',
        '{hero} poured the water on a flower pot. And in the spring a snowdrop grew in it, as white as snow.',
        '{hero} thought about it. Then {he} ran out to play in it as long as it was there.',
      ],
      ['{@endLesson friend}', '{@endLesson friend} {@endBed}', '{@endHappy}', '{@endMeal friend}', '{@endBed}'],
    ],
  },
  {
    id: 'the-dry-summer',
    worlds: animals,
    weather: ['dry'],
    cast: { friend: { relation: 'friend' }, strong: { relation: 'stranger', look: 'big' } },
    tables: [
      [
        { sign: 'a patch of green grass between the stones', where2: 'under the green patch' },
        { sign: 'a line of ants that carried tiny drops', where2: 'where the ants came from' },
        { sign: 'a cool breath that came out of a crack in the rock', where2: 'behind the rock' },
        { sign: 'a very old tree whose leaves were still fresh', where2: 'between the roots of the old tree' },
        { sign: 'frogs singing where no frogs should be', where2: 'under the place where the frogs sang' },
      ],
    ],
    facts: {
      lesson: [
        'even small eyes can see what big ones miss',
        'if everyone digs a little, the hole gets deep',
        'what you share in bad times will not be forgotten',
      ],
    },
    beats: [
      [
        '{day} {hero} saw that the water was nearly gone. It had not rained for weeks.',
        '{day} {hero} wanted to drink, but there was only mud.',
        'It did not rain for a long, long time. {day} {hero} looked for water near {spot} and found only dust.',
      ],
      [
        '{crowd} were thirsty. They lay in the shade and hardly spoke.',
        '"If it does not rain soon, we will have to leave," said {friend}.',
        'The grass was brown, and the leaves hung down.',
      ],
      [
        '{strong} pushed everyone away from the last puddle. "I am big, so I need more," {strong.he} said.',
        '"What is left is mine," growled {strong}.',
        'They began to quarrel about the last few drops.',
      ],
      ['¶'],
      [
        'They danced for rain. They sang for rain. One cloud came, looked at them, and went away.',
        'Some dug near {spot2}. They found only stones.',
        'They asked the clouds. They asked the wind. There was no answer.',
      ],
      [
        '{hero} was too small to dig for long. But {he} kept {his} eyes open.',
        '"What can somebody like me do?" thought {hero}. "I can look around."',
        '{hero} went for a walk, early in the morning, when it was still cool.',
      ],
      [
        'And there {he} noticed something: {sign}.',
        'Far from the others, {he} found {sign}. {hero} stood still. "That must mean something," {he} thought.',
        'Then {he} saw {sign}. "Where does that come from?" {he} wondered.',
      ],
      [
        '{He} ran back. "I think there is water {where2}!" Most of them only shook their heads.',
        '"Come with me!" {he} called. "There is water {where2}!" "You are dreaming," said {strong}.',
        '{He} told {friend} about it. "Then let us dig," said {friend}.',
      ],
      ['¶'],
      [
        'The two of them began to dig {where2}. The ground was as hard as bone.',
        'So {hero} and {friend} dug {where2}, until their paws and feet were sore.',
      ],
      [
        'After a while, {strong} came and watched. "Let me," {strong.he} said, and began to dig with all {strong.his} might.',
        '"We need somebody strong," said {hero}, and looked at {strong}. {strong} was ashamed, and came to help.',
        'One after another, they came and helped: first the brave ones, then the lazy ones, and in the end even {strong}.',
      ],
      [
        'Deeper and deeper they went. The earth became dark. It became wet. And then it began to bubble!',
        'Suddenly there was a gurgle, and clear, cold water came up.',
        '"It is wet! It is wet!" shouted {friend}. And then the water shot up and splashed in all their faces.',
      ],
      ['¶'],
      [
        'Everyone drank, and there was enough for all.',
        '"The little ones first," said {strong}, and stepped back.',
        'They danced in the mud, big and small.',
      ],
      [
        '"You have good eyes," said {strong} to {hero}. "And I have strong arms. Together we are something."',
        '{@proud}',
        '"Three cheers for {hero}!" they called.',
      ],
      ['{@endLesson friend}', '{@endLesson strong}', '{@endHappy}', '{@endLesson friend} {@endHappy}'],
    ],
  },
  {
    id: 'last-leaf-and-wind',
    worlds: ['woods', 'farm', 'village'],
    weather: ['autumn', 'windy'],
    cold: 0.6,
    cast: { friend: { relation: 'friend' } },
    tables: [
      [
        { pile: 'a pile of leaves as high as a house', trick: 'built a fence of branches around it' },
        { pile: 'a long path of red and yellow leaves', trick: 'laid a small stone on every leaf' },
        { pile: 'a picture of a sun, made of leaves', trick: 'wet the leaves, so that they stuck to the ground' },
        { pile: 'a nest of leaves, big enough for two', trick: 'wove twigs through it' },
        { pile: 'a leaf dragon with a long tail', trick: 'tied the leaves together with grass' },
      ],
    ],
    facts: {
      lesson: [
        'it is sometimes better to play with the wind than to fight it',
        'what you cannot stop, you can make your friend',
        'a thing can be fun even if it does not last',
      ],
    },
    beats: [
      [
        '{day} {hero} and {friend} made {pile}.',
        '{day} {hero} had an idea. Out of all the fallen leaves {he} would make {pile}. {friend} helped {him}.',
        '{day} {hero} ran through the leaves with {friend}. Swish, swish! "Let us make {pile}," said {hero}.',
      ],
      [
        'It took them the whole morning.',
        'They carried leaves until their arms were tired.',
        '"The red ones here and the yellow ones there," said {hero}.',
      ],
      [
        'But then the wind came. Whoosh! All the leaves flew up and away.',
        'They had just finished when the wind took a deep breath and blew everything apart.',
        'Then the wind looked around the corner. "What a fine thing," it seemed to say, and took it along.',
      ],
      ['¶'],
      ['{@angry}', '"Stupid wind!" shouted {hero}.', '{@sad} All that work!', '"Give them back!" cried {friend}.'],
      [
        '{@goOn} They began again, and this time they {trick}. The wind only laughed and blew harder.',
        'The second time, they {trick}. It held for as long as it takes to sing a song. Then it was gone as well.',
        'So they did it all again and {trick}. Puff! The wind was stronger.',
      ],
      [
        '{hero} stood in front of it with {his} arms wide open to keep the wind out. The wind went around {him}.',
        'Then they asked the wind to stop. It pulled their hats off.',
        'They waited behind the {tree} until the wind was asleep. But the wind only pretended.',
      ],
      [
        '{@tired}',
        '"It is no use," said {friend}. "The wind does not want it."',
        'They sat down, back to back, and did not know what to do.',
      ],
      ['¶'],
      [
        'Then a single leaf danced past, around and around, and sat down on the nose of {hero}. {friend} began to laugh.',
        '{hero} watched the leaves. They were turning and dancing in the air. "Look," {he} said slowly, "~they are having fun."',
        'A golden leaf flew by. {hero} caught it and let it go again. It flew much higher than before!',
      ],
      [
        '"The wind does not want to spoil our game," said {hero}. "It wants to play with us!"',
        '"Maybe we should not hold them," said {hero}. "Maybe we should let them fly."',
        '{@think} "What if we throw them up ourselves?" {he} said.',
      ],
      [
        'So they took whole armfuls of leaves and threw them into the air. "Now!" they called, and the wind blew. It was raining gold!',
        'They threw leaves, and the wind carried them, higher than the roofs. They ran after them and tried to catch one before it touched the ground.',
        'They tied leaves to long strings. And the wind made kites out of them, dozens of tiny kites.',
      ],
      ['¶'],
      [
        'They laughed until they were out of breath, and it sounded as if the wind were laughing too.',
        'When the wind got tired, so did they.',
        'Then it was evening, and every leaf lay in a new place.',
      ],
      ['{@endLesson friend}', '{@endHappy}', '{@endBed}', '{@endMeal friend}', '{@endLesson friend} {@endBed}'],
    ],
  },
]);
